CREATE TABLE "report_journeys" (
	"place_id" uuid NOT NULL,
	"pathway_id" uuid NOT NULL,
	"learner_id" uuid NOT NULL,
	"cells" text[] NOT NULL,
	"next_at" timestamp with time zone,
	CONSTRAINT "report_journeys_place_id_pathway_id_learner_id_pk" PRIMARY KEY("place_id","pathway_id","learner_id")
);
--> statement-breakpoint
CREATE TABLE "report_pathways" (
	"place_id" uuid NOT NULL,
	"pathway_id" uuid NOT NULL,
	"ground" text,
	CONSTRAINT "report_pathways_place_id_pathway_id_pk" PRIMARY KEY("place_id","pathway_id")
);
--> statement-breakpoint
CREATE TABLE "report_steps" (
	"place_id" uuid NOT NULL,
	"pathway_id" uuid NOT NULL,
	"cell" text NOT NULL,
	"people" integer NOT NULL,
	CONSTRAINT "report_steps_place_id_pathway_id_cell_pk" PRIMARY KEY("place_id","pathway_id","cell")
);
--> statement-breakpoint
ALTER TABLE "report_journeys" ADD CONSTRAINT "report_journeys_pathway" FOREIGN KEY ("place_id","pathway_id") REFERENCES "public"."report_pathways"("place_id","pathway_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_pathways" ADD CONSTRAINT "report_pathways_place_id_report_places_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."report_places"("place_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_pathways" ADD CONSTRAINT "report_pathways_pathway_id_pathways_id_fk" FOREIGN KEY ("pathway_id") REFERENCES "public"."pathways"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_steps" ADD CONSTRAINT "report_steps_pathway" FOREIGN KEY ("place_id","pathway_id") REFERENCES "public"."report_pathways"("place_id","pathway_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "report_journeys_learner_id_index" ON "report_journeys" USING btree ("learner_id");--> statement-breakpoint
CREATE INDEX "report_journeys_next_at_index" ON "report_journeys" USING btree ("next_at") WHERE next_at is not null;