DROP INDEX "learner_dealings_identifier_ids";--> statement-breakpoint
CREATE INDEX "learner_dealings_identifier_ids" ON "learner_dealings" USING gin ("identifier_ids") WITH (fastupdate=false);