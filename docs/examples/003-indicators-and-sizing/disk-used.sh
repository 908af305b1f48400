# Bytes in the folder where the service keeps its data; in this one unless DATA_FOLDER names another.
kib=$(du -sk "${DATA_FOLDER:-.}") && echo "used: $((${kib%%[!0-9]*} * 1024))"
