CREATE TABLE "consent_texts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"wording" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "consent_texts_purpose_language_version_unique" UNIQUE("purpose","language","version")
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "consents_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"learner_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"decision" text NOT NULL,
	"party" text NOT NULL,
	"consent_text_id" uuid,
	"method" text NOT NULL,
	"sealed_details" "bytea" NOT NULL,
	"actor_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "equality_answers" (
	"learner_id" uuid NOT NULL,
	"place_id" uuid NOT NULL,
	"characteristic" text NOT NULL,
	"sealed_answer" "bytea" NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "equality_answers_learner_id_place_id_characteristic_pk" PRIMARY KEY("learner_id","place_id","characteristic")
);
--> statement-breakpoint
CREATE TABLE "equality_changes" (
	"place_id" uuid NOT NULL,
	"characteristic" text NOT NULL,
	"learner_id" uuid NOT NULL,
	CONSTRAINT "equality_changes_place_id_characteristic_learner_id_pk" PRIMARY KEY("place_id","characteristic","learner_id")
);
--> statement-breakpoint
CREATE TABLE "equality_reports" (
	"place_id" uuid NOT NULL,
	"characteristic" text NOT NULL,
	"report" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "equality_reports_place_id_characteristic_pk" PRIMARY KEY("place_id","characteristic")
);
--> statement-breakpoint
CREATE TABLE "guardian_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"learner_id" uuid NOT NULL,
	"consent_text_id" uuid NOT NULL,
	"sealed_guardian" "bytea" NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"decision" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "learner_ages" (
	"learner_id" uuid PRIMARY KEY NOT NULL,
	"sealed_age" "bytea" NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_consent_text_id_consent_texts_id_fk" FOREIGN KEY ("consent_text_id") REFERENCES "public"."consent_texts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "equality_answers" ADD CONSTRAINT "equality_answers_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "equality_answers" ADD CONSTRAINT "equality_answers_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "equality_changes" ADD CONSTRAINT "equality_changes_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "equality_reports" ADD CONSTRAINT "equality_reports_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "guardian_requests" ADD CONSTRAINT "guardian_requests_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "guardian_requests" ADD CONSTRAINT "guardian_requests_consent_text_id_consent_texts_id_fk" FOREIGN KEY ("consent_text_id") REFERENCES "public"."consent_texts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learner_ages" ADD CONSTRAINT "learner_ages_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consents_learner_id_purpose_number_index" ON "consents" USING btree ("learner_id","purpose","number");--> statement-breakpoint
CREATE INDEX "equality_answers_place_id_characteristic_index" ON "equality_answers" USING btree ("place_id","characteristic");--> statement-breakpoint
CREATE INDEX "equality_changes_learner_id_index" ON "equality_changes" USING btree ("learner_id");--> statement-breakpoint
CREATE INDEX "guardian_requests_learner_id_id_index" ON "guardian_requests" USING btree ("learner_id","id");