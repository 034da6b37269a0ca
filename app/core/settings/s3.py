"""Settings of a bucket in which files are kept instead of in a folder."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator


class S3(BaseModel):
    """A bucket of an S3 server (AWS, MinIO, Ceph, Garage, R2) for all files; without a bucket, a folder."""

    bucket: str = Field("", description="Bucket for all files; empty keeps them in a folder.")
    endpoint: str = Field("", description="Address of the S3 server; empty is AWS in the region.")
    region: str = Field("us-east-1", description="Region of the bucket.")
    access_key_id: str = Field(
        "", description="Access key; empty takes what the environment or the machine's role gives."
    )
    secret_access_key: str = Field("", description="Secret of the access key.")
    prefix: str = Field("", description="What every key in the bucket begins with, such as cuedeck/.")
    virtual_hosts: bool = Field(
        False, description="Whether the bucket is part of the host name (bucket.host) and not of the path."
    )
    public_endpoint: str = Field(
        "", description="Address of the S3 server for browsers, if it is another than endpoint."
    )
    links: Literal["proxy", "redirect"] = Field(
        "proxy",
        description="Whether a link's file comes through Cuedeck, or by a redirect to a short signed address "
        "of the bucket. Links with a download limit always come through Cuedeck, which counts.",
    )
    redirect_seconds: int = Field(
        60, ge=1, le=3600, description="How long a signed address is good, and so a revoked link at most."
    )
    direct_uploads: bool = Field(
        False,
        description="Whether pages and programs may send files straight to the bucket, to short signed "
        "addresses. The bucket's CORS rules have to allow PUT from the address of the page.",
    )
    unfinished_hours: float = Field(
        24.0, gt=0, le=87_600, description="Hours after which an unfinished multipart upload is ended."
    )
    cache_bytes: int = Field(
        10 * 1024**3,
        ge=0,
        le=2**60,
        description="Copies of large files kept on each machine, so that none is fetched twice, in bytes.",
    )

    @property
    def upload_origin(self) -> str:
        """Where pages send files straight to the bucket; empty unless they may."""
        if not self.direct_uploads:
            return ""
        base = self.public_endpoint or self.endpoint or f"https://s3.{self.region}.amazonaws.com"
        scheme, _, rest = base.partition("://")
        host = rest.partition("/")[0]
        return f"{scheme}://{self.bucket}.{host}" if self.virtual_hosts else f"{scheme}://{host}"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if bool(self.access_key_id) != bool(self.secret_access_key):
            raise ValueError("access_key_id and secret_access_key belong together")
        if self.links == "redirect" and not self.access_key_id:
            raise ValueError("links=redirect signs addresses, and so needs access_key_id")
        if self.direct_uploads and not self.access_key_id:
            raise ValueError("direct_uploads signs addresses, and so needs access_key_id")
        if self.direct_uploads and not self.bucket:
            raise ValueError("direct_uploads needs a bucket")
        for name in ("endpoint", "public_endpoint"):
            text = getattr(self, name)
            if text and not text.startswith(("http://", "https://")):
                raise ValueError(f"{name} is no http:// or https:// address")
        return self
