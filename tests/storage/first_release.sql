-- Data as the first release wrote it: a dump of its file, never changed. Its sample people are made up.
BEGIN TRANSACTION;
CREATE TABLE api_keys (
	"key" VARCHAR(64) NOT NULL, 
	secret VARCHAR(128) NOT NULL, 
	label TEXT NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	revoked BOOLEAN NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "api_keys" VALUES('RKproduct','sssssssssssssssssssssssssssssssssssssssssss','rapat (product)','2026-10-05T08:00:00.000000+00:00',0);
INSERT INTO "api_keys" VALUES('RKgone','ttttttttttttttttttttttttttttttttttttttttttt','bot','2026-10-05T08:00:00.000000+00:00',1);
CREATE TABLE applied_steps (
	number INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "applied_steps" VALUES(1);
CREATE TABLE attendees (
	meeting VARCHAR(24) NOT NULL, 
	visitor VARCHAR(36) NOT NULL, 
	identity VARCHAR(40) NOT NULL, 
	name TEXT NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	hand INTEGER, 
	removed BOOLEAN NOT NULL, 
	joined BOOLEAN NOT NULL, 
	PRIMARY KEY (meeting, visitor), 
	UNIQUE (meeting, identity), 
	FOREIGN KEY(meeting) REFERENCES meetings (id), 
	FOREIGN KEY(visitor) REFERENCES visitors (id)
);
INSERT INTO "attendees" VALUES('bcdf-ghjk-mnpq-rstv','01999a00-0000-7000-8000-000000000001','p_ana','Ana','host',NULL,0,1);
INSERT INTO "attendees" VALUES('bcdf-ghjk-mnpq-rstv','01999a00-0000-7000-8000-000000000002','p_budi','Budi Орлов','participant',3,0,1);
INSERT INTO "attendees" VALUES('bcdf-ghjk-mnpq-rstv','01999a00-0000-7000-8000-000000000003','p_citra','Citra','cohost',NULL,1,1);
INSERT INTO "attendees" VALUES('vtsr-qpnm-kjhg-fdcb','01999a00-0000-7000-8000-000000000002','p_budi2','Budi','host',NULL,0,0);
CREATE TABLE meetings (
	id VARCHAR(24) NOT NULL, 
	title TEXT NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	locked BOOLEAN NOT NULL, 
	ended_at VARCHAR(32), 
	PRIMARY KEY (id)
);
INSERT INTO "meetings" VALUES('bcdf-ghjk-mnpq-rstv','Rapat harian – план','2026-10-05T09:00:00.000000+00:00',1,NULL);
INSERT INTO "meetings" VALUES('vtsr-qpnm-kjhg-fdcb','Over','2026-10-05T07:00:00.000000+00:00',0,'2026-10-05T08:00:00.000000+00:00');
CREATE TABLE messages (
	id VARCHAR(36) NOT NULL, 
	meeting VARCHAR(24) NOT NULL, 
	seq INTEGER NOT NULL, 
	client_id VARCHAR(64) NOT NULL, 
	identity VARCHAR(40) NOT NULL, 
	name TEXT NOT NULL, 
	text TEXT NOT NULL, 
	sent_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (meeting, seq), 
	UNIQUE (meeting, identity, client_id), 
	FOREIGN KEY(meeting) REFERENCES meetings (id)
);
INSERT INTO "messages" VALUES('m1','bcdf-ghjk-mnpq-rstv',1,'c1','p_ana','Ana','Selamat pagi','2026-10-05T09:01:00.000000+00:00');
INSERT INTO "messages" VALUES('m2','bcdf-ghjk-mnpq-rstv',2,'c1','p_budi','Budi Орлов','Урожай собран
it''s done','2026-10-05T09:02:00.000000+00:00');
INSERT INTO "messages" VALUES('m3','bcdf-ghjk-mnpq-rstv',3,'c2','p_citra','Citra','old harvest','2026-10-05T09:03:00.000000+00:00');
INSERT INTO "messages" VALUES('m4','vtsr-qpnm-kjhg-fdcb',1,'c1','p_budi2','Budi','bye','2026-10-05T07:30:00.000000+00:00');
CREATE TABLE visitors (
	id VARCHAR(36) NOT NULL, 
	secret_hash BLOB NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (secret_hash)
);
INSERT INTO "visitors" VALUES('01999a00-0000-7000-8000-000000000001',X'4BF5122F344554C53BDE2EBB8CD2B7E3D1600AD631C385A5D7CCE23C7785459A','2026-10-05T08:01:00.000000+00:00');
INSERT INTO "visitors" VALUES('01999a00-0000-7000-8000-000000000002',X'DBC1B4C900FFE48D575B5DA5C638040125F65DB0FE3E24494B76EA986457D986','2026-10-05T08:02:00.000000+00:00');
INSERT INTO "visitors" VALUES('01999a00-0000-7000-8000-000000000003',X'084FED08B978AF4D7D196A7446A86B58009E636B611DB16211B65A9AADFF29C5','2026-10-05T08:03:00.000000+00:00');
COMMIT;
