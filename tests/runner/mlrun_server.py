"""MLRun's API server on loopback; run by `mlrun[api]==1.5.2` in an environment of its own.

`mlrun db` would listen on every interface.
"""

import sys

import uvicorn
from mlrun.api.initial_data import init_data

if __name__ == "__main__":
    init_data()
    uvicorn.run(
        "mlrun.api.main:app",
        host="127.0.0.1",
        port=int(sys.argv[1]),
        access_log=False,
        timeout_keep_alive=300,  # uvicorn's 5 s reset a connection that a slow client used again
    )
