# /// script
# requires-python = ">=3.11,<3.13"
# dependencies = ["mediapipe==0.10.21"]
# ///
"""A pose detector for ``pose.py``, in an environment of its own: it needs an older NumPy than ours.

Reads square RGB pictures of SIDE × SIDE pixels from standard input, one after the other, and
answers each with a line of JSON: 33 landmarks as shares of the side from the left and from the
top, or null when nobody is found. The detector is MediaPipe Pose ("full", Apache-2.0); its weights
are inside the package. Version 0.10.21 is the last that has both them and this interface.
"""

import json
import sys

import mediapipe  # type: ignore[import-not-found]
import numpy as np

SIDE = int(sys.argv[1])


def main() -> None:
    # Every picture is looked at anew; nothing is carried over from the one before.
    detector = mediapipe.solutions.pose.Pose(static_image_mode=True, model_complexity=1)
    print("ready", flush=True)
    while data := sys.stdin.buffer.read(SIDE * SIDE * 3):
        seen = detector.process(np.frombuffer(data, np.uint8).reshape(SIDE, SIDE, 3))
        found = seen.pose_landmarks
        print(json.dumps(found and [(at.x, at.y) for at in found.landmark]), flush=True)


if __name__ == "__main__":
    main()
