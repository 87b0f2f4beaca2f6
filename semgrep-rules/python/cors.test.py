import flask_cors
from fastapi import FastAPI
from fastapi.middleware import Middleware
from fastapi.middleware.cors import CORSMiddleware
from flask import Flask
from flask_cors import CORS

from settings import settings

app = FastAPI()
# ruleid: cors
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True, allow_methods=["*"])
# ruleid: cors
app.add_middleware(CORSMiddleware, allow_origin_regex="https?://.*", allow_credentials=True)
# ok: cors
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"])
# ok: cors
app.add_middleware(CORSMiddleware, allow_origins=["https://app.example.com"], allow_credentials=True)
# ok: cors
app.add_middleware(CORSMiddleware, allow_origins=settings.origins, allow_credentials=True)
# ok: cors
app.add_middleware(CORSMiddleware, allow_origin_regex=r"https://\w+\.example\.com", allow_credentials=True)
# ok: cors
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=False)

other = FastAPI(
    middleware=[
        # ruleid: cors
        Middleware(CORSMiddleware, allow_origins=["https://app.example.com", "*"], allow_credentials=True),
    ]
)

OPTIONS = {"allow_origins": ["*"], "allow_credentials": True}
# todoruleid: cors
app.add_middleware(CORSMiddleware, **OPTIONS)

pages = Flask(__name__)
# ruleid: cors
CORS(pages, supports_credentials=True)
# ruleid: cors
flask_cors.CORS(pages, origins="*", supports_credentials=True)
# ruleid: cors
CORS(pages, resources={r"/api/*": {"origins": "*"}}, supports_credentials=True)
# ok: cors
CORS(pages)
# ok: cors
CORS(pages, origins=["https://app.example.com"], supports_credentials=True)


@pages.after_request
def allow(response):
    # ruleid: cors
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response


@pages.after_request
def public(response):
    # ok: cors
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
