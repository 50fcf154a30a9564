CREATE TABLE "learner_languages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"learner_id" uuid NOT NULL,
	"issuer_id" uuid,
	"language" text NOT NULL,
	CONSTRAINT "learner_languages_learner_id_issuer_id_unique" UNIQUE NULLS NOT DISTINCT("learner_id","issuer_id")
);
--> statement-breakpoint
ALTER TABLE "learner_languages" ADD CONSTRAINT "learner_languages_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE cascade ON UPDATE no action;