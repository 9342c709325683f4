# A Slurm of its own on this machine, for tests: munged, slurmctld and three slurmd, with keys,
# ports and folders below $CLUSTER, run by root. Everything is ended by its process id.
#
#	CLUSTER=DIRECTORY
#	cluster_start; cluster_node_start n1; cluster_kill slurmd-n1; cluster_stop
#
# Afterwards sbatch and its like find it by SLURM_CONF.
# shellcheck shell=bash

CLUSTER_NODES=(n1 n2 n3)

# Ports that nobody listens on, in a row.
cluster_free_ports() { # COUNT
	local first port
	for _ in $(seq 100); do
		first=$((20000 + RANDOM % 20000))
		for ((port = first; port < first + $1; port++)); do
			(: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue 2
		done
		echo "$first"
		return
	done
	return 1
}

cluster_configure() {
	local port
	port=$(cluster_free_ports 4) || return
	cat >"$CLUSTER/slurm.conf" <<-END
		ClusterName=rdstat
		SlurmctldHost=$(hostname -s)(127.0.0.1)
		SlurmctldPort=$port
		SlurmUser=root
		SlurmdUser=root
		AuthType=auth/munge
		AuthInfo=socket=$CLUSTER/munge.socket
		CredType=cred/munge
		StateSaveLocation=$CLUSTER/state
		SlurmdSpoolDir=$CLUSTER/spool-%n
		SlurmctldPidFile=$CLUSTER/slurmctld.pid
		SlurmdPidFile=$CLUSTER/slurmd-%n.pid
		SlurmctldLogFile=$CLUSTER/slurmctld.log
		SlurmdLogFile=$CLUSTER/slurmd-%n.log
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		SwitchType=switch/none
		MpiDefault=none
		JobAcctGatherType=jobacct_gather/linux
		JobAcctGatherFrequency=task=1
		JobAcctGatherParams=OverMemoryKill
		AccountingStorageType=accounting_storage/none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_Core_Memory
		SlurmdParameters=config_overrides
		SchedulerParameters=bf_interval=1,sched_min_interval=200000,batch_sched_delay=0,requeue_setup_env_fail
		SlurmctldTimeout=10
		SlurmdTimeout=8
		MessageTimeout=5
		KillWait=2
		MinJobAge=60
		ReturnToService=2
		JobRequeue=1
		NodeName=n[1-3] NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + 3))] CPUs=2 RealMemory=2000 State=UNKNOWN
		PartitionName=work Nodes=ALL Default=YES MaxTime=INFINITE State=UP
	END
	export SLURM_CONF=$CLUSTER/slurm.conf
}

cluster_munge_start() {
	dd if=/dev/urandom of="$CLUSTER/munge.key" bs=128 count=1 status=none
	chmod 400 "$CLUSTER/munge.key"
	munged --force --key-file="$CLUSTER/munge.key" --socket="$CLUSTER/munge.socket" \
		--pid-file="$CLUSTER/munged.pid" --log-file="$CLUSTER/munged.log" \
		--seed-file="$CLUSTER/munged.seed" --num-threads=2
}

cluster_controller_start() {
	slurmctld -f "$SLURM_CONF" # goes into the background by itself
}

cluster_node_start() { # NODE
	slurmd -f "$SLURM_CONF" -N "$1"
}

cluster_is_up() {
	[ "$(sinfo -h -t idle,mixed,allocated -o %D 2>/dev/null)" = "${#CLUSTER_NODES[@]}" ]
}

cluster_wait_until() { # SECONDS COMMAND...
	local tries=$(($1 * 5))
	shift
	for ((; tries > 0; tries--)); do
		"$@" && return
		sleep 0.2
	done
	return 1
}

cluster_start() {
	local node
	mkdir -p "$CLUSTER/state"
	chmod 700 "$CLUSTER"
	cluster_configure && cluster_munge_start && cluster_controller_start || return
	for node in "${CLUSTER_NODES[@]}"; do
		mkdir -p "$CLUSTER/spool-$node"
		cluster_node_start "$node" || return
	done
	cluster_wait_until 30 cluster_is_up
}

# Ends one daemon, "slurmctld", "slurmd-n1" or "munged", by its process id.
cluster_kill() { # DAEMON [SIGNAL]
	local pid
	pid=$(cat "$CLUSTER/$1.pid" 2>/dev/null) && kill "-${2:-KILL}" "$pid" 2>/dev/null
	rm -f "$CLUSTER/$1.pid"
}

# The processes that a node started for its jobs, which outlive its slurmd.
cluster_tasks() { # NODE
	local pid
	for pid in /proc/[0-9]*; do
		grep -qsxz "SLURMD_NODENAME=$1" "$pid/environ" &&
			grep -qsxz "SLURM_CONF=$SLURM_CONF" "$pid/environ" && basename "$pid"
	done
}

cluster_stop() {
	local daemon
	scancel --state=pending,running --user=root 2>/dev/null
	for daemon in "${CLUSTER_NODES[@]/#/slurmd-}" slurmctld munged; do
		cluster_kill "$daemon" TERM
	done
}
