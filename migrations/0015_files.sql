CREATE TABLE "files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"learner_id" uuid NOT NULL,
	"issuer_id" uuid,
	"sent_by" text NOT NULL,
	"store" text NOT NULL,
	"stored_as" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"sealed_key" "bytea" NOT NULL,
	"sealed_about" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "files_stored_as_unique" UNIQUE("stored_as")
);
--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "files_learner_id_content_hash_index" ON "files" USING btree ("learner_id","content_hash");