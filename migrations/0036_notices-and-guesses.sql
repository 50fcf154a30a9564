CREATE TABLE "claim_guesses" (
	"guesser" "bytea" PRIMARY KEY NOT NULL,
	"failures" timestamp with time zone[] NOT NULL,
	"last_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "award_batches" ADD COLUMN "notify" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "claim_guesses_last_at_index" ON "claim_guesses" USING btree ("last_at");