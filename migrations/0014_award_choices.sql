CREATE TABLE "assertion_choices" (
	"assertion_id" uuid PRIMARY KEY NOT NULL,
	"acceptance" text NOT NULL,
	"visibility" text NOT NULL,
	"hidden_by" text,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "assertion_choices" ADD CONSTRAINT "assertion_choices_assertion_id_assertions_id_fk" FOREIGN KEY ("assertion_id") REFERENCES "public"."assertions"("id") ON DELETE no action ON UPDATE no action;