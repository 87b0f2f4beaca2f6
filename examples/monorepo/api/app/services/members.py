"""Inviting people, and a log of who did what."""

import uuid
from typing import Any

from google.cloud import bigquery

from app.settings import get_settings
from app.warehouse import get_client, run_capped_query


def invite(org: str, email: str, role: str, member: str) -> None:
    """Invite somebody; a second invitation of the same address changes nothing."""
    sql = f"""
        MERGE `{get_settings().core_dataset}.invites` AS t
        USING (SELECT @id AS invite_id, @email AS email, @role AS role, @member AS member_id) AS s
        ON t.email = s.email
        WHEN NOT MATCHED THEN INSERT (invite_id, email, role, email)
        VALUES (s.invite_id, s.email, s.role, s.member_id)
    """
    values = {"id": uuid.uuid4().hex, "org": org, "email": email, "role": role, "member": member}
    run_capped_query(sql, [bigquery.ScalarQueryParameter(name, "STRING", value) for name, value in values.items()])
    log(org, member, "invite")


def log(org: str, actor: str, action: str) -> None:
    row: dict[str, Any] = {"org_slug": org, "user": actor, "action": action}
    table = f"{get_settings().gcp_project_id}.{get_settings().core_dataset}.audit_log"
    errors = get_client().insert_rows_json(table, [row])
    if errors:
        raise RuntimeError(f"not logged: {errors}")
