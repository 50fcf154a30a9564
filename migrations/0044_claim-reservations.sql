CREATE TABLE "claim_reservations" (
	"set_id" uuid PRIMARY KEY NOT NULL,
	"reserved_index" "bytea" NOT NULL,
	"sealed_identifier" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "claim_reservations" ADD CONSTRAINT "claim_reservations_set_id_claim_code_sets_id_fk" FOREIGN KEY ("set_id") REFERENCES "public"."claim_code_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claim_reservations_reserved_index_index" ON "claim_reservations" USING btree ("reserved_index");