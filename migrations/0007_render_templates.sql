CREATE TABLE "credential_templates" (
	"id" text PRIMARY KEY NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "assertions" ALTER COLUMN "credential" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "assertions" ADD COLUMN "template_id" text;--> statement-breakpoint
ALTER TABLE "assertions" ADD COLUMN "template_values" text;--> statement-breakpoint
ALTER TABLE "assertions" ADD COLUMN "credential_hash" "bytea";--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_template_id_credential_templates_id_fk" FOREIGN KEY ("template_id") REFERENCES "public"."credential_templates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_document" CHECK (num_nulls(template_id, template_values, credential_hash) = case when credential is null then 0 else 3 end);