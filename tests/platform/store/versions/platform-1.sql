-- The token of the host: eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMWEzMTg1Yy01MDAyLTc0YzctOGMyNy04YWQ4ZTFhYmM3MGEiLCJyb2xlcyI6WyJwcm94eSJdLCJpc3MiOiJjdXJyZW50IiwicGVyc2lzdGVudCI6dHJ1ZX0.68AT-yuSQys6SEZS9-UJbX9ItiDkDdZcZmXBP0UuwBE
BEGIN TRANSACTION;
CREATE TABLE "api_keys" (key text primary key, value text not null, ends integer) without rowid;
CREATE TABLE "audit" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "audit" VALUES('066517289888fa-3722339b-1','{"at":1800000000002,"event":"token.created","subject":"01a3185c-5002-74c7-8c27-8ad8e1abc70a","principal":"admin","by":"data directory","request_id":"066517289888fa-3722339b-0","detail":"[\"proxy\"]"}',NULL);
INSERT INTO "audit" VALUES('066517289892b0-3722339b-3','{"at":1800000000004,"event":"key.rotated","subject":"current-2","principal":"admin","by":"data directory","request_id":"066517289892b0-3722339b-2","detail":""}',NULL);
INSERT INTO "audit" VALUES('0665172898961a-3722339b-5','{"at":1800000000005,"event":"token.used","subject":"01a3185c-5002-74c7-8c27-8ad8e1abc70a","principal":"admin","by":"data directory","request_id":"0665172898961a-3722339b-4","detail":"10.0.0.1"}',NULL);
INSERT INTO "audit" VALUES('0665172898a1a4-3722339b-7','{"at":1800000000008,"event":"user.created","subject":"sam","principal":"admin","by":"data directory","request_id":"0665172898a1a4-3722339b-6","detail":""}',NULL);
CREATE TABLE "ended_sessions" (key text primary key, value text not null, ends integer) without rowid;
CREATE TABLE "runners" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "runners" VALUES('10.0.0.1','{"runner_id": "10.0.0.1", "runner_name": "10.0.0.1", "host_ip": "10.0.0.1", "public_hostname": "10.0.0.1", "region": "ece-region", "zone": "ece-zone-1", "connected": true, "healthy": true, "containers": [], "roles": [{"role_name": "proxy"}]}',NULL);
CREATE TABLE "settings" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "settings" VALUES('latest_time','1800000000',NULL);
CREATE TABLE "signing_keys" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "signing_keys" VALUES('current','verifying 1800000000 taSy2twlvCDICEgRFx1144Iv66v-5vc4uEI30Vwdz50',NULL);
INSERT INTO "signing_keys" VALUES('current-2','signing 1800000000 h9UAtHLOBl1ig4phkhRI1d0f5UJbgWWN3fdpFtTGs6Q',NULL);
CREATE TABLE "tokens" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "tokens" VALUES('01a3185c-5002-74c7-8c27-8ad8e1abc70a','["proxy"]',NULL);
CREATE TABLE "users" (key text primary key, value text not null, ends integer) without rowid;
INSERT INTO "users" VALUES('admin','{"data": {"user_name": "admin", "builtin": true, "security": {"enabled": true, "roles": ["ece_platform_admin"]}}, "password": "14$EIsgYTgJzHwDSgQ6gvLMPg$GjbIwdUInsuD_0EG06EQoE0sfeuauIQxtU7lSqVIPwE", "generation": 1}',NULL);
INSERT INTO "users" VALUES('sam','{"data": {"user_name": "sam", "builtin": false, "security": {"enabled": true, "roles": ["ece_platform_admin"], "security_realm": {"id": "native", "type": "native"}}, "metadata": {"created_at": "2027-01-15T08:00:00.008Z", "created_by": "admin"}}, "password": "14$R5J8n3NVm2S17pBJgoeuHg$P0mgBpqjoCigR3DSSROAd7hVwjuNa-8sSQkqcSnarKE", "generation": 1800000000009}',NULL);
CREATE TRIGGER audit_is_not_changed before update on audit
    begin select raise(abort, 'the audit trail is append-only'); end;
CREATE TRIGGER audit_is_not_shortened before delete on audit
    begin select raise(abort, 'the audit trail is append-only'); end;
COMMIT;
PRAGMA application_id=1162036529;
PRAGMA user_version=1;
