CREATE TABLE "erasures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"learner_hash" "bytea" NOT NULL,
	"actor_id" text NOT NULL,
	"sealed_reason" "bytea" NOT NULL,
	"sealed_traces" "bytea",
	"created_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "erasures_learner_hash_unique" UNIQUE("learner_hash")
);
--> statement-breakpoint
ALTER TABLE "assertions" DROP CONSTRAINT "assertions_document";--> statement-breakpoint
ALTER TABLE "assertions" ALTER COLUMN "learner_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "status_changes" ALTER COLUMN "sealed_reason" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "assertions" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_document" CHECK (case when erased_at is not null
        then num_nulls(learner_id, credential, template_id, template_values, sealed_note) = 5 and credential_hash is not null
        else learner_id is not null and num_nulls(template_id, template_values, credential_hash) = case when credential is null then 0 else 3 end end);