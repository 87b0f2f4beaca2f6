import logging

logger = logging.getLogger(__name__)


def is_loaded(client, month):
    try:
        return list(client.query(month))[0].count > 0
    # ruleid: swallowed-exception
    except Exception:
        return False


def ensure_table(client, table):
    try:
        client.get_table(table)
        return
    # ruleid: swallowed-exception
    except Exception:
        # it is not there
        pass
    client.create_table(table)


def refresh_all(api, accounts):
    for account in accounts:
        try:
            api.refresh(account)
        # ruleid: swallowed-exception
        except:
            continue


def rows_of(client, sql):
    try:
        return list(client.query(sql).result())
    # ruleid: swallowed-exception
    except Exception as error:
        return []


def not_named_among_what_can_fail(store, key):
    try:
        return store.lookup(key)
    # todoruleid: swallowed-exception
    except Exception:
        return None


def a_default_that_is_worked_out(client, plan):
    try:
        return client.fetch_limits(plan)
    # todoruleid: swallowed-exception
    except Exception:
        return limits_of(plan)


def logged(client, month):
    try:
        return list(client.query(month))[0].count > 0
    # ok: swallowed-exception
    except Exception:
        logger.exception("cannot tell")
        return False


def raised(client, month):
    try:
        return list(client.query(month))[0].count > 0
    # ok: swallowed-exception
    except Exception as error:
        raise RuntimeError("cannot tell") from error


def expected(client, table):
    try:
        client.get_table(table)
    # ok: swallowed-exception
    except KeyError:
        pass


def converted(text):
    try:
        return float(text.replace(",", ""))
    # ok: swallowed-exception
    except Exception:
        return None


def counted(client, months, totals):
    for month in months:
        try:
            client.query(month)
        # ok: swallowed-exception
        except Exception:
            totals.failed += 1


def close(connection):
    try:
        connection.commit()
    # todook: swallowed-exception
    except Exception:
        pass


def fetch_with_retry(api, path):
    for attempt in range(3):
        try:
            return api.request(path)
        # todook: swallowed-exception
        except Exception:
            continue
    raise RuntimeError("no answer")
