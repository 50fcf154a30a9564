ALTER TABLE "claim_code_sets" ALTER COLUMN "badge_class_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "claims" ALTER COLUMN "assertion_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "claim_code_sets" ADD COLUMN "opportunity_id" uuid;--> statement-breakpoint
ALTER TABLE "claims" ADD COLUMN "check_in_id" uuid;--> statement-breakpoint
ALTER TABLE "claim_code_sets" ADD CONSTRAINT "claim_code_sets_opportunity_id_opportunities_id_fk" FOREIGN KEY ("opportunity_id") REFERENCES "public"."opportunities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_check_in_id_check_ins_id_fk" FOREIGN KEY ("check_in_id") REFERENCES "public"."check_ins"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claims_check_in_id_index" ON "claims" USING btree ("check_in_id");