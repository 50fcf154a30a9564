CREATE TABLE "equality_answers_aside" (
	"merged_id" uuid NOT NULL,
	"learner_id" uuid NOT NULL,
	"place_id" uuid NOT NULL,
	"characteristic" text NOT NULL,
	"sealed_answer" "bytea" NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "equality_answers_aside_merged_id_place_id_characteristic_pk" PRIMARY KEY("merged_id","place_id","characteristic")
);
--> statement-breakpoint
ALTER TABLE "equality_answers_aside" ADD CONSTRAINT "equality_answers_aside_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "equality_answers_aside" ADD CONSTRAINT "equality_answers_aside_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "equality_answers_aside_learner_id_index" ON "equality_answers_aside" USING btree ("learner_id");