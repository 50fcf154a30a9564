CREATE TABLE "identifier_verifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"identifier_id" uuid,
	"blind_index" "bytea" NOT NULL,
	"issuer_id" uuid,
	"method" text NOT NULL,
	"code_hash" "bytea",
	"attempts_left" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "identifier_verifications" ADD CONSTRAINT "identifier_verifications_identifier_id_learner_identifiers_id_fk" FOREIGN KEY ("identifier_id") REFERENCES "public"."learner_identifiers"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "identifier_verifications_identifier_id_id_index" ON "identifier_verifications" USING btree ("identifier_id","id");--> statement-breakpoint
CREATE INDEX "identifier_verifications_blind_index_created_at_index" ON "identifier_verifications" USING btree ("blind_index","created_at");--> statement-breakpoint
CREATE INDEX "identifier_verifications_expires_at_index" ON "identifier_verifications" USING btree ("expires_at");