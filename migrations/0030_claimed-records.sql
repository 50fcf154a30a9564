CREATE TABLE "claimed_records" (
	"id" uuid PRIMARY KEY NOT NULL,
	"learner_id" uuid NOT NULL,
	"issuer_id" uuid,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "claimed_records_learner_id_issuer_id_unique" UNIQUE NULLS NOT DISTINCT("learner_id","issuer_id")
);
--> statement-breakpoint
ALTER TABLE "claimed_records" ADD CONSTRAINT "claimed_records_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
INSERT INTO "claimed_records" ("id", "learner_id", "issuer_id", "at")
SELECT gen_random_uuid(), "learner_id", "issuer_id", min("at") FROM (
	SELECT "claims"."learner_id", "issuer_id", "claims"."created_at" AS "at" FROM "claims" JOIN "claim_code_sets" ON "claim_code_sets"."id" = "set_id"
	UNION ALL
	SELECT "learner_id", NULL, "choice"."updated_at" FROM "assertion_choices" "choice" JOIN "assertions" ON "assertions"."id" = "assertion_id" WHERE "acceptance" <> 'pending'
	UNION ALL
	SELECT "learner_id", "issuer_id", "completed_at" FROM "identifier_verifications" JOIN "learner_identifiers" ON "learner_identifiers"."id" = "identifier_id" WHERE "completed_at" IS NOT NULL AND "method" <> 'attestation'
	UNION ALL
	SELECT "learner_id", "issuer_id", "created_at" FROM "learner_tokens"
) "came" WHERE "learner_id" IN (SELECT "id" FROM "learners") GROUP BY "learner_id", "issuer_id";
