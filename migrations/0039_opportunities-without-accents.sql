ALTER TABLE "opportunities" drop column "search";--> statement-breakpoint
ALTER TABLE "opportunities" ADD COLUMN "search" "tsvector" GENERATED ALWAYS AS (to_tsvector('english'::regconfig, regexp_replace(normalize(replace(replace(replace(replace(replace(replace(translate(
  name || ' ' || coalesce(description, ''), 'łŁøØđĐħĦŧŦı', 'lLoOdDhHtTi'), 'ß', 'ss'), 'ẞ', 'SS'),
  'æ', 'ae'), 'Æ', 'AE'), 'œ', 'oe'), 'Œ', 'OE'), NFKD), '[\u0300-\u036f]', '', 'g')) || to_tsvector('simple'::regconfig, regexp_replace(normalize(replace(replace(replace(replace(replace(replace(translate(
  name || ' ' || coalesce(description, ''), 'łŁøØđĐħĦŧŦı', 'lLoOdDhHtTi'), 'ß', 'ss'), 'ẞ', 'SS'),
  'æ', 'ae'), 'Æ', 'AE'), 'œ', 'oe'), 'Œ', 'OE'), NFKD), '[\u0300-\u036f]', '', 'g'))) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "opportunities_search" ON "opportunities" USING gin ("search");
