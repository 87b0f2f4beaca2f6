"""Who looks at what a streaming insert reports."""

from google.cloud import bigquery

warehouse = bigquery.Client()


def ignored(rows: list[dict], ids: list[str]) -> None:
    # ruleid: ignored-result-status
    warehouse.insert_rows_json("sales.orders", rows, row_ids=ids)


def ignored_as_well(rows: list[dict]) -> None:
    # ruleid: ignored-result-status
    warehouse.insert_rows("sales.orders", rows)
    print("inserted", len(rows))


def looked_at(rows: list[dict], ids: list[str]) -> None:
    # ok: ignored-result-status
    errors = warehouse.insert_rows_json("sales.orders", rows, row_ids=ids)
    if errors:
        raise RuntimeError(errors)


def looked_at_in_place(rows: list[dict], ids: list[str]) -> None:
    # ok: ignored-result-status
    if warehouse.insert_rows_json("sales.orders", rows, row_ids=ids):
        raise RuntimeError("rows were refused")


def handed_up(rows: list[dict], ids: list[str]) -> list:
    # ok: ignored-result-status
    return warehouse.insert_rows_json("sales.orders", rows, row_ids=ids)


def handed_on(rows: list[dict], ids: list[str], check) -> None:
    # ok: ignored-result-status
    check(warehouse.insert_rows_json("sales.orders", rows, row_ids=ids))


def taken_and_dropped(rows: list[dict], ids: list[str]) -> None:
    # todoruleid: ignored-result-status
    errors = warehouse.insert_rows_json("sales.orders", rows, row_ids=ids)


def other_writers(sheet, rows: list[list]) -> None:
    # ok: ignored-result-status
    sheet.append_rows(rows)
