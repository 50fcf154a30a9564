CREATE TABLE "clr_assertions" (
	"clr_id" uuid NOT NULL,
	"assertion_id" uuid NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "clr_assertions_clr_id_assertion_id_pk" PRIMARY KEY("clr_id","assertion_id")
);
--> statement-breakpoint
CREATE TABLE "clrs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"learner_id" uuid NOT NULL,
	"issuer_id" uuid NOT NULL,
	"issuer_key_id" uuid NOT NULL,
	"status_id" uuid NOT NULL,
	"sealed_title" "bytea" NOT NULL,
	"sealed_document" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "clr_assertions" ADD CONSTRAINT "clr_assertions_clr_id_clrs_id_fk" FOREIGN KEY ("clr_id") REFERENCES "public"."clrs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clr_assertions" ADD CONSTRAINT "clr_assertions_assertion_id_assertions_id_fk" FOREIGN KEY ("assertion_id") REFERENCES "public"."assertions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clrs" ADD CONSTRAINT "clrs_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clrs" ADD CONSTRAINT "clrs_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clrs" ADD CONSTRAINT "clrs_issuer_key_id_issuer_keys_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clrs" ADD CONSTRAINT "clrs_status_id_credential_statuses_id_fk" FOREIGN KEY ("status_id") REFERENCES "public"."credential_statuses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "clr_assertions_assertion_id_index" ON "clr_assertions" USING btree ("assertion_id");--> statement-breakpoint
CREATE INDEX "clrs_learner_id_id_index" ON "clrs" USING btree ("learner_id","id");