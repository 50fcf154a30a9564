CREATE TABLE "badge_class_equivalents" (
	"badge_class_id" uuid NOT NULL,
	"equivalent_id" uuid NOT NULL,
	CONSTRAINT "badge_class_equivalents_badge_class_id_equivalent_id_pk" PRIMARY KEY("badge_class_id","equivalent_id")
);
--> statement-breakpoint
CREATE TABLE "pathway_grounds" (
	"pathway_id" uuid NOT NULL,
	"badge_class_id" uuid,
	"layer" text,
	CONSTRAINT "pathway_grounds_one" CHECK (num_nonnulls(badge_class_id, layer) = 1)
);
--> statement-breakpoint
CREATE TABLE "pathway_references" (
	"pathway_id" uuid NOT NULL,
	"referenced_id" uuid NOT NULL,
	CONSTRAINT "pathway_references_pathway_id_referenced_id_pk" PRIMARY KEY("pathway_id","referenced_id")
);
--> statement-breakpoint
CREATE TABLE "pathway_versions" (
	"pathway_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"steps" jsonb NOT NULL,
	"learners_under_way" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "pathway_versions_pathway_id_number_pk" PRIMARY KEY("pathway_id","number")
);
--> statement-breakpoint
ALTER TABLE "badge_classes" ADD COLUMN "hours" double precision;--> statement-breakpoint
ALTER TABLE "pathways" ADD COLUMN "place_id" uuid;--> statement-breakpoint
ALTER TABLE "pathways" ADD COLUMN "status" text DEFAULT 'published' NOT NULL;--> statement-breakpoint
ALTER TABLE "pathways" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "pathways" ADD COLUMN "awards_badge_class_id" uuid;--> statement-breakpoint
ALTER TABLE "pathways" ADD COLUMN "when_ground_falls" text DEFAULT 'flag' NOT NULL;--> statement-breakpoint
ALTER TABLE "pathways" ADD COLUMN "destinations" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "badge_class_equivalents" ADD CONSTRAINT "badge_class_equivalents_badge_class_id_badge_classes_id_fk" FOREIGN KEY ("badge_class_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "badge_class_equivalents" ADD CONSTRAINT "badge_class_equivalents_equivalent_id_badge_classes_id_fk" FOREIGN KEY ("equivalent_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pathway_grounds" ADD CONSTRAINT "pathway_grounds_pathway_id_pathways_id_fk" FOREIGN KEY ("pathway_id") REFERENCES "public"."pathways"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pathway_references" ADD CONSTRAINT "pathway_references_pathway_id_pathways_id_fk" FOREIGN KEY ("pathway_id") REFERENCES "public"."pathways"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pathway_references" ADD CONSTRAINT "pathway_references_referenced_id_pathways_id_fk" FOREIGN KEY ("referenced_id") REFERENCES "public"."pathways"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pathway_versions" ADD CONSTRAINT "pathway_versions_pathway_id_pathways_id_fk" FOREIGN KEY ("pathway_id") REFERENCES "public"."pathways"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "badge_class_equivalents_equivalent_id_index" ON "badge_class_equivalents" USING btree ("equivalent_id");--> statement-breakpoint
CREATE INDEX "pathway_grounds_pathway_id_index" ON "pathway_grounds" USING btree ("pathway_id");--> statement-breakpoint
CREATE INDEX "pathway_grounds_badge_class" ON "pathway_grounds" USING btree ("badge_class_id") WHERE badge_class_id is not null;--> statement-breakpoint
CREATE INDEX "pathway_grounds_layer" ON "pathway_grounds" USING btree ("layer") WHERE layer is not null;--> statement-breakpoint
CREATE INDEX "pathway_references_referenced_id_index" ON "pathway_references" USING btree ("referenced_id");--> statement-breakpoint
ALTER TABLE "pathways" ADD CONSTRAINT "pathways_awards_badge_class_id_badge_classes_id_fk" FOREIGN KEY ("awards_badge_class_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pathways_awards_badge_class_id_index" ON "pathways" USING btree ("awards_badge_class_id") WHERE awards_badge_class_id is not null;--> statement-breakpoint
INSERT INTO "pathway_versions" ("pathway_id", "number", "steps", "learners_under_way", "created_at") SELECT "id", 1, "steps", 'move', "created_at" FROM "pathways";
