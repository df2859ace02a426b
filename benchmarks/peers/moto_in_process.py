"""moto in process behind boto3: `python moto_in_process.py WRITES`, the microseconds a PutItem on stdout. Runs in the environment of the peers."""

from __future__ import annotations

import os
import sys
import time

import boto3  # type: ignore[import-not-found,unused-ignore]
from moto import mock_aws  # type: ignore[import-not-found,unused-ignore]

PEOPLE = 10_000
_CLOCK = time.process_time if os.environ.get("BENCH_CLOCK") == "cpu" else time.perf_counter


def main(writes: int) -> float:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1", aws_access_key_id="any", aws_secret_access_key="any")
        client.create_table(
            TableName="people",
            KeySchema=[{"AttributeName": "email", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "email", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

        def put(index: int) -> None:
            person = index % PEOPLE
            item = {
                "email": {"S": f"user{person}@example.com"},
                "name": {"S": f"User{person}, Sample"},
                "job_title": {"S": f"Title {index}"},
            }
            client.put_item(TableName="people", Item=item)

        for index in range(writes // 4):
            put(index)
        begin = _CLOCK()
        for index in range(writes):
            put(index)
        passed = _CLOCK() - begin
        last = client.get_item(TableName="people", Key={"email": {"S": f"user{(writes - 1) % PEOPLE}@example.com"}})
        if last["Item"]["job_title"]["S"] != f"Title {writes - 1}":
            raise SystemExit(f"expected the last item to be kept, found {last['Item']}")
    return passed * 1e6 / writes


if __name__ == "__main__":
    sys.stdout.write(f"{main(int(sys.argv[1]))}\n")
