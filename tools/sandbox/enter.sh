#!/bin/sh
# Becomes a container's process: mounts what a kubelet would, makes all of it read-only, gives up every right, and runs the command.
# Called as the first process of a mount and a pid namespace of its own: what it mounts is gone with it.
# usage: enter.sh ROOT ACCOUNT ACCOUNT_FOLDER UID GID MAPPED DEVICES COMMAND...
set -eu
root=$1 account=$2 mountpoint=$1$3 uid=$4 gid=$5 mapped=$6 devices=$7
shift 7

mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
for device in $devices; do mount --bind "/dev/$device" "$root/dev/$device"; done
mount --bind "$account" "$mountpoint"
mount -o remount,bind,ro,nosuid,nodev "$mountpoint"
mount -o remount,bind,ro,nosuid,nodev "$root"
cd /

if [ "$mapped" = true ]; then
  # an ordinary user: root of a namespace of its own until here, and of none after this
  exec setpriv --no-new-privs unshare --user --map-user="$uid" --map-group="$gid" --root="$root" --wd=/ "$@"
fi
# chroot needs three capabilities for the change itself; they go with the user
exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,+sys_chroot,+setuid,+setgid \
  chroot --userspec="$uid:$gid" --groups= "$root" "$@"
