CREATE TABLE "claim_code_sets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_id" uuid NOT NULL,
	"badge_class_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"count" integer NOT NULL,
	"max_claims" integer,
	"valid_from" timestamp with time zone,
	"valid_until" timestamp with time zone,
	"reserved_index" "bytea",
	"sealed_note" "bytea",
	"actor_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "claim_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"set_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"claims" integer DEFAULT 0 NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "claim_codes_code_hash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"id" uuid PRIMARY KEY NOT NULL,
	"set_id" uuid NOT NULL,
	"code_id" uuid NOT NULL,
	"learner_id" uuid,
	"assertion_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "claim_code_sets" ADD CONSTRAINT "claim_code_sets_badge_class_id_badge_classes_id_fk" FOREIGN KEY ("badge_class_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_codes" ADD CONSTRAINT "claim_codes_set_id_claim_code_sets_id_fk" FOREIGN KEY ("set_id") REFERENCES "public"."claim_code_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_assertion_id_assertions_id_fk" FOREIGN KEY ("assertion_id") REFERENCES "public"."assertions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_set" FOREIGN KEY ("set_id") REFERENCES "public"."claim_code_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_code" FOREIGN KEY ("code_id") REFERENCES "public"."claim_codes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claim_code_sets_issuer_id_id_index" ON "claim_code_sets" USING btree ("issuer_id","id");--> statement-breakpoint
CREATE INDEX "claim_codes_set_id_number_index" ON "claim_codes" USING btree ("set_id","number");--> statement-breakpoint
CREATE INDEX "claims_set_id_learner_id_index" ON "claims" USING btree ("set_id","learner_id");--> statement-breakpoint
CREATE INDEX "claims_learner_id_index" ON "claims" USING btree ("learner_id");--> statement-breakpoint
CREATE INDEX "claims_code_id_index" ON "claims" USING btree ("code_id");