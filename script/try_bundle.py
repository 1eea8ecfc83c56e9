"""Installs a bundle where there is no network, as a server room would: script/bundle --try.

    .venv/bin/python script/try_bundle.py gongkai-….tar

In a network namespace of its own with nothing but a loopback: a damaged bundle is refused, a whole one
installed, started, logged in to, upgraded with a backup taken first, and logged in to again.
"""

from __future__ import annotations

import contextlib
import http.cookiejar
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

INSIDE = "GONGKAI_WITHOUT_ROUTE"
PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
BEGIN = time.monotonic()


def say(words: str) -> None:
    print(f"{time.monotonic() - BEGIN:6.1f} 秒  {words}", flush=True)


def require_no_route() -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with socket.socket() as probe:
        probe.settimeout(5)
        try:
            probe.connect(("192.0.2.1", 80))
        except OSError as error:
            say(f"没有路由：{error.strerror}")
            return
    sys.exit("这里有网络，试装没有意义。")


class Place:
    """Where the bundle is installed."""

    def __init__(self, folder: Path) -> None:
        self.home, self.data, self.services = folder / "opt", folder / "data", folder / "units"
        self.services.mkdir()
        self.env = {"PATH": os.environ["PATH"], "HOME": str(folder), "HTTPS": "off", "SITE_URL": ADDRESS}

    def install(self, bundle: Path) -> subprocess.CompletedProcess[str]:
        user = subprocess.check_output(["id", "-un"], text=True).strip()
        command = [bundle / "deploy/install", "--home", self.home, "--data", self.data, "--user", user]
        command += ["--services", self.services]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)

    @property
    def settings(self) -> dict[str, str]:
        lines = re.findall(r'^(\w+)="(.*)"$', (self.data / "gongkai.env").read_text(), re.MULTILINE)
        return self.env | dict(lines) | {"PORT": str(PORT), "PYTHONWARNINGS": "ignore"}

    def manage(self, *arguments: str) -> str:
        command = [self.home / "current/.venv/bin/python", "manage.py", *arguments]
        return subprocess.check_output(command, cwd=self.home / "current", env=self.settings, text=True)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        command = [self.home / "current/.venv/bin/python", "script/supervise.py"]
        process = subprocess.Popen(command, cwd=self.home / "current", env=self.settings)
        try:
            for _ in range(600):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{ADDRESS}/health/ready", timeout=5)  # nosec B310: our own address
                    break
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait(30)


def log_in(password: str) -> str:
    """The page after the log-in of the first clerk."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{ADDRESS}/accounts/login/", timeout=20)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token
    form = {"csrfmiddlewaretoken": token.group(1), "username": "clerk", "password": password}
    answer = browser.open(page.url, urllib.parse.urlencode(form).encode(), timeout=20)
    assert "login" not in answer.url, answer.url
    return str(answer.read().decode())


def require(done: subprocess.CompletedProcess[str], *, code: int, words: str) -> None:
    told = done.stdout + done.stderr
    if done.returncode != code or words not in told:
        sys.exit(f"意外的结果（退出码 {done.returncode}）：\n{told}")


def damaged(bundle: Path) -> None:
    """One bit of one wheel."""
    wheel = next(bundle.glob("wheels/celery-*"))
    content = bytearray(wheel.read_bytes())
    content[len(content) // 2] ^= 1
    wheel.write_bytes(content)


def next_version(bundle: Path) -> None:
    """The same content under a later name, as a rebuilt bundle would be."""
    (bundle / "VERSION").write_text("99999999-next\n")
    sums = (bundle / "SHA256SUMS").read_text().splitlines()
    new = subprocess.check_output(["sha256sum", "./VERSION"], cwd=bundle, text=True).strip()
    (bundle / "SHA256SUMS").write_text(
        "\n".join([*(s for s in sums if not s.endswith("/VERSION")), new]) + "\n"
    )


def main(archive: Path) -> None:
    require_no_route()
    with tempfile.TemporaryDirectory(prefix="gongkai-bundle-") as name, tarfile.open(archive) as tar:
        folder = Path(name)
        tar.extractall(folder, filter="data")
        (bundle,) = (path for path in folder.iterdir() if path.is_dir())
        place = Place(folder)

        shutil.copytree(bundle, folder / "damaged")
        damaged(folder / "damaged")
        require(place.install(folder / "damaged"), code=1, words="安装包已损坏")
        assert not place.home.exists()
        assert not place.data.exists()
        say("损坏的安装包：拒绝，没有改动")

        require(place.install(bundle), code=0, words="已安装")
        say("安装完成")
        told = place.manage(
            "setup_organisation", "试装局", "--admin", "root1", "管理", "--office", "clerk", "经办"
        )
        password = re.findall(r"账号 clerk\s+密码 (\S+)", told)[0]
        with place.running():
            say("已启动")
            assert "试装局" in log_in(password) or "经办" in log_in(password)
            say("登录成功")

        next_version(bundle)
        require(place.install(bundle), code=0, words="已安装")
        (backup,) = (place.data / "backups").glob("before-upgrade-*.zip")
        place.manage("verify_backup", str(backup))
        say(f"升级完成，升级前的备份 {backup.name} 已校验")
        with place.running():
            log_in(password)
            say("升级后登录成功")
        assert len(list((place.home / "releases").iterdir())) == 2
        units = [str(path) for path in place.services.iterdir() if "@." not in path.name]
        if shutil.which("systemd-analyze"):
            subprocess.run(["systemd-analyze", "verify", "--man=no", *units], check=True)
            say("systemd 单元校验通过")


if __name__ == "__main__":
    if os.environ.get(INSIDE):
        main(Path(sys.argv[1]).resolve())
    else:
        as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
        inside = ["unshare", *as_root, "--net", sys.executable, __file__, *sys.argv[1:]]
        os.execvpe("unshare", inside, {**os.environ, INSIDE: "1"})
