CREATE TABLE "learner_merges" (
	"id" uuid PRIMARY KEY NOT NULL,
	"from_id" uuid NOT NULL,
	"into_id" uuid NOT NULL,
	"survivor_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"sealed_moved" "bytea",
	"created_at" timestamp with time zone NOT NULL,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "learner_merges" ADD CONSTRAINT "learner_merges_into_id_learners_id_fk" FOREIGN KEY ("into_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "learner_merges_into_id_id_index" ON "learner_merges" USING btree ("into_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "learner_merges_standing" ON "learner_merges" USING btree ("from_id") WHERE undone_at is null;