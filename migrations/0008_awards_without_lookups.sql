ALTER TABLE "assertions" DROP CONSTRAINT "assertions_status_list_id_status_lists_id_fk";
--> statement-breakpoint
ALTER TABLE "assertions" DROP CONSTRAINT "assertions_issuer_key_id_issuer_keys_id_fk";
--> statement-breakpoint
ALTER TABLE "assertions" DROP CONSTRAINT "assertions_template_id_credential_templates_id_fk";
--> statement-breakpoint
ALTER TABLE "assertions" DROP CONSTRAINT "assertions_version";
--> statement-breakpoint
ALTER TABLE "learner_dealings" DROP CONSTRAINT "learner_dealings_issuer_id_issuers_id_fk";
--> statement-breakpoint
ALTER TABLE "learners" DROP CONSTRAINT "learners_origin_issuer_id_issuers_id_fk";
--> statement-breakpoint
ALTER TABLE "badge_class_versions" DROP CONSTRAINT "badge_class_versions_id_badge_class_id_unique";
--> statement-breakpoint
DROP INDEX "assertions_badge_class_version_id_index";--> statement-breakpoint
-- What awards refer to without a reference that PostgreSQL would look up for each row: it cannot go
-- away, and keeps its id.
CREATE FUNCTION "never_deleted"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% are referred to for good', tg_table_name USING ERRCODE = 'foreign_key_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "never_deleted" BEFORE DELETE OR TRUNCATE OR UPDATE OF "id" ON "issuers" FOR EACH STATEMENT EXECUTE FUNCTION "never_deleted"();
--> statement-breakpoint
CREATE TRIGGER "never_deleted" BEFORE DELETE OR TRUNCATE OR UPDATE OF "id" ON "badge_class_versions" FOR EACH STATEMENT EXECUTE FUNCTION "never_deleted"();
--> statement-breakpoint
CREATE TRIGGER "never_deleted" BEFORE DELETE OR TRUNCATE OR UPDATE OF "id" ON "status_lists" FOR EACH STATEMENT EXECUTE FUNCTION "never_deleted"();
--> statement-breakpoint
CREATE TRIGGER "never_deleted" BEFORE DELETE OR TRUNCATE OR UPDATE OF "id" ON "credential_templates" FOR EACH STATEMENT EXECUTE FUNCTION "never_deleted"();
--> statement-breakpoint
-- A key that was never published signed nothing.
CREATE TRIGGER "never_deleted" BEFORE DELETE ON "issuer_keys" FOR EACH ROW WHEN (OLD.state <> 'pending') EXECUTE FUNCTION "never_deleted"();
