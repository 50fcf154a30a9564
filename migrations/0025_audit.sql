CREATE TABLE "audit_records" (
	"id" uuid PRIMARY KEY NOT NULL,
	"learner_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"issuer_id" uuid,
	"action" text NOT NULL,
	"operation" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "audit_records_learner_id_id_index" ON "audit_records" USING btree ("learner_id","id");