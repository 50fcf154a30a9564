CREATE TABLE "application_files" (
	"application_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	CONSTRAINT "application_files_application_id_file_id_pk" PRIMARY KEY("application_id","file_id")
);
--> statement-breakpoint
CREATE TABLE "application_reviewers" (
	"application_id" uuid NOT NULL,
	"learner_id" uuid NOT NULL,
	CONSTRAINT "application_reviewers_application_id_learner_id_pk" PRIMARY KEY("application_id","learner_id")
);
--> statement-breakpoint
CREATE TABLE "application_steps" (
	"id" uuid PRIMARY KEY NOT NULL,
	"application_id" uuid NOT NULL,
	"round" integer NOT NULL,
	"action" text NOT NULL,
	"role" text NOT NULL,
	"actor_id" text NOT NULL,
	"learner_id" uuid,
	"reviewer_hash" "bytea",
	"marks" jsonb NOT NULL,
	"sealed_words" "bytea",
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "applications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_id" uuid NOT NULL,
	"badge_class_id" uuid NOT NULL,
	"learner_id" uuid NOT NULL,
	"made_by_issuer_id" uuid,
	"made_by" text NOT NULL,
	"status" text NOT NULL,
	"round" integer DEFAULT 0 NOT NULL,
	"assessment" jsonb NOT NULL,
	"sealed_evidence" "bytea" NOT NULL,
	"assertion_id" uuid,
	"submitted_at" timestamp with time zone,
	"decided_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "applications_assertion_id_unique" UNIQUE("assertion_id")
);
--> statement-breakpoint
ALTER TABLE "badge_classes" ADD COLUMN "assessment" jsonb;--> statement-breakpoint
ALTER TABLE "application_files" ADD CONSTRAINT "application_files_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "application_files" ADD CONSTRAINT "application_files_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "application_reviewers" ADD CONSTRAINT "application_reviewers_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "application_reviewers" ADD CONSTRAINT "application_reviewers_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "application_steps" ADD CONSTRAINT "application_steps_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_badge_class_id_badge_classes_id_fk" FOREIGN KEY ("badge_class_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_assertion_id_assertions_id_fk" FOREIGN KEY ("assertion_id") REFERENCES "public"."assertions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "application_files_file_id_index" ON "application_files" USING btree ("file_id");--> statement-breakpoint
CREATE INDEX "application_reviewers_learner_id_index" ON "application_reviewers" USING btree ("learner_id");--> statement-breakpoint
CREATE INDEX "application_steps_application_id_id_index" ON "application_steps" USING btree ("application_id","id");--> statement-breakpoint
CREATE INDEX "application_steps_learner_id_index" ON "application_steps" USING btree ("learner_id");--> statement-breakpoint
CREATE INDEX "applications_learner_id_badge_class_id_index" ON "applications" USING btree ("learner_id","badge_class_id");--> statement-breakpoint
CREATE INDEX "applications_issuer_id_id_index" ON "applications" USING btree ("issuer_id","id");--> statement-breakpoint
CREATE INDEX "applications_badge_class_id_index" ON "applications" USING btree ("badge_class_id");