CREATE TABLE "learner_goals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"learner_id" uuid NOT NULL,
	"issuer_id" uuid,
	"pathway_id" uuid,
	"badge_class_id" uuid,
	"destination" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "learner_goals_one" CHECK (num_nonnulls(pathway_id, badge_class_id, destination) = 1)
);
--> statement-breakpoint
CREATE TABLE "pathway_completions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"pathway_id" uuid NOT NULL,
	"learner_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"completed_at" timestamp with time zone NOT NULL,
	"assertion_ids" uuid[] NOT NULL,
	"ground_fell_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "pathway_completions_pathway_id_learner_id_unique" UNIQUE("pathway_id","learner_id")
);
--> statement-breakpoint
CREATE TABLE "pathway_rechecks" (
	"learner_id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "pathway_grounds" DROP CONSTRAINT "pathway_grounds_one";--> statement-breakpoint
ALTER TABLE "pathway_grounds" ADD COLUMN "opportunity_id" uuid;--> statement-breakpoint
ALTER TABLE "learner_goals" ADD CONSTRAINT "learner_goals_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learner_goals" ADD CONSTRAINT "learner_goals_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learner_goals" ADD CONSTRAINT "learner_goals_pathway_id_pathways_id_fk" FOREIGN KEY ("pathway_id") REFERENCES "public"."pathways"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learner_goals" ADD CONSTRAINT "learner_goals_badge_class_id_badge_classes_id_fk" FOREIGN KEY ("badge_class_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pathway_completions" ADD CONSTRAINT "pathway_completions_pathway_id_pathways_id_fk" FOREIGN KEY ("pathway_id") REFERENCES "public"."pathways"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "learner_goals_learner_id_id_index" ON "learner_goals" USING btree ("learner_id","id");--> statement-breakpoint
CREATE INDEX "pathway_completions_learner_id_index" ON "pathway_completions" USING btree ("learner_id");--> statement-breakpoint
CREATE INDEX "pathway_completions_pathway_id_id_index" ON "pathway_completions" USING btree ("pathway_id","id");--> statement-breakpoint
CREATE INDEX "pathway_rechecks_at_index" ON "pathway_rechecks" USING btree ("at");--> statement-breakpoint
CREATE INDEX "pathway_grounds_opportunity" ON "pathway_grounds" USING btree ("opportunity_id") WHERE opportunity_id is not null;--> statement-breakpoint
ALTER TABLE "pathway_grounds" ADD CONSTRAINT "pathway_grounds_one" CHECK (num_nonnulls(badge_class_id, layer, opportunity_id) = 1);