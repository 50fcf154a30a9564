ALTER TABLE "badge_class_versions" ADD CONSTRAINT "badge_class_versions_id_badge_class_id_unique" UNIQUE("id","badge_class_id");
--> statement-breakpoint
ALTER TABLE "assertions" DROP CONSTRAINT "assertions_issuer_id_issuers_id_fk";
--> statement-breakpoint
ALTER TABLE "assertions" DROP CONSTRAINT "assertions_badge_class_id_badge_classes_id_fk";
--> statement-breakpoint
ALTER TABLE "assertions" DROP CONSTRAINT "assertions_badge_class_version_id_badge_class_versions_id_fk";
--> statement-breakpoint
ALTER TABLE "assertions" DROP CONSTRAINT "assertions_learner_id_learners_id_fk";
--> statement-breakpoint
DROP INDEX "idempotency_records_result_id_index";
--> statement-breakpoint
DROP INDEX "assertions_superseding";
--> statement-breakpoint
CREATE UNIQUE INDEX "assertions_superseding" ON "assertions" USING btree ("supersedes_id") WHERE supersedes_id is not null;
--> statement-breakpoint
-- What every award has noted since there are dealings; the reference to them needs it of all.
INSERT INTO "learner_dealings" ("issuer_id", "learner_id", "identifier_ids", "created_at", "updated_at")
SELECT DISTINCT "issuer_id", "learner_id", '{}'::uuid[], now(), now() FROM "assertions" ON CONFLICT DO NOTHING;
--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_version" FOREIGN KEY ("badge_class_version_id","badge_class_id") REFERENCES "public"."badge_class_versions"("id","badge_class_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_dealing" FOREIGN KEY ("issuer_id","learner_id") REFERENCES "public"."learner_dealings"("issuer_id","learner_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- Credentials of usual length stay in their rows as they are: compressing one costs more than
-- everything else about storing it.
ALTER TABLE "assertions" SET (toast_tuple_target = 4080);
