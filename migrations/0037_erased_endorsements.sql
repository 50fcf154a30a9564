CREATE TABLE "erased_endorsements" (
	"public_id" text PRIMARY KEY NOT NULL,
	"erased_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "applications" DROP CONSTRAINT "applications_assertion_id_unique";--> statement-breakpoint
CREATE INDEX "applications_assertion_id_index" ON "applications" USING btree ("assertion_id");