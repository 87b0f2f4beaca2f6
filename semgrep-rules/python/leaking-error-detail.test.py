import logging

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse
from flask import abort, jsonify

logger = logging.getLogger(__name__)
router = APIRouter()


@router.get("/a")
def as_text(org):
    try:
        return read(org)
    except Exception as error:
        # ruleid: leaking-error-detail
        raise HTTPException(status_code=500, detail=str(error))


@router.get("/b")
def in_a_sentence(org):
    try:
        return read(org)
    except Exception as error:
        logger.exception("no")
        # ruleid: leaking-error-detail
        raise HTTPException(500, f"No costs: {error}") from error


@router.get("/c")
def in_an_object(org):
    try:
        return read(org)
    except Exception as e:
        # ruleid: leaking-error-detail
        return JSONResponse(status_code=500, content={"message": "no", "error": str(e)})


def for_flask(org):
    try:
        return read(org)
    except Exception as e:
        # ruleid: leaking-error-detail
        return jsonify({"error": str(e)}), 500


def aborts(org):
    try:
        return read(org)
    except Exception as e:
        # ruleid: leaking-error-detail
        abort(500, description=str(e))


@router.get("/d")
def through_a_variable(org):
    try:
        return read(org)
    except Exception as e:
        message = "no: " + str(e)
        # todoruleid: leaking-error-detail
        raise HTTPException(status_code=500, detail=message)


@router.get("/e")
def of_the_system(path):
    try:
        return open(path).read()
    except OSError as e:
        # todoruleid: leaking-error-detail
        raise HTTPException(status_code=500, detail=str(e))


@router.get("/f")
def returned(org):
    try:
        return read(org)
    except Exception as e:
        # todoruleid: leaking-error-detail
        return {"error": str(e)}


@router.get("/g")
def a_fixed_sentence(org):
    try:
        return read(org)
    except Exception as error:
        logger.error("no costs: %s", error)
        # ok: leaking-error-detail
        raise HTTPException(status_code=500, detail={"code": "costs_unavailable"})


@router.get("/h")
def what_the_client_sent(day):
    try:
        return parse(day)
    except ValueError as error:
        # ok: leaking-error-detail
        raise HTTPException(status_code=400, detail=str(error))


@router.get("/i")
def made_fit(org):
    try:
        return read(org)
    except Exception as error:
        # ok: leaking-error-detail
        raise HTTPException(status_code=500, detail=safe_error_response(error))


@router.get("/j")
def in_development(org):
    try:
        return read(org)
    except Exception as error:
        if settings.debug:
            # ok: leaking-error-detail
            raise HTTPException(status_code=500, detail=str(error))
        # ok: leaking-error-detail
        raise HTTPException(status_code=500, detail="no")
