//! Runbooks of other trades, as many as wanted and always the same: what a search over a
//! company's whole library has beside ours. They share the words that all trades have –
//! logins that fail, certificates that run out, connections that drop, servers that time out.

use runsheet::domain::runbook::{
    Cause, Pattern, Phase, Product, Risk, Run, Runbook, RunbookMode, Signature, Step, StepKind,
    Symptom,
};

/// A trade: what it works with, its parts, its commands and the letters of its log ids.
struct Trade {
    products: &'static [&'static str],
    parts: &'static [&'static str],
    commands: &'static [&'static str],
    ids: &'static str,
}

const TRADES: &[Trade] = &[
    Trade {
        products: &[
            "PostgreSQL",
            "Oracle Database",
            "MariaDB",
            "MongoDB",
            "SQL Server",
        ],
        parts: &[
            "replica",
            "tablespace",
            "index",
            "transaction log",
            "connection pool",
            "query plan",
            "listener",
            "vacuum",
        ],
        commands: &[
            "SELECT * FROM pg_stat_activity",
            "pg_ctl status",
            "lsnrctl services",
            "EXPLAIN ANALYZE",
        ],
        ids: "ORA",
    },
    Trade {
        products: &["Kubernetes", "OpenShift", "Nomad", "K3s", "Rancher"],
        parts: &[
            "pod",
            "ingress",
            "persistent volume",
            "scheduler",
            "node",
            "deployment",
            "admission webhook",
            "kubelet",
        ],
        commands: &[
            "kubectl describe pod",
            "kubectl get events",
            "crictl ps",
            "etcdctl endpoint health",
        ],
        ids: "K8S",
    },
    Trade {
        products: &[
            "Exchange Server",
            "Postfix",
            "Dovecot",
            "Exchange Online",
            "Zimbra",
        ],
        parts: &[
            "mailbox",
            "transport queue",
            "spam filter",
            "connector",
            "shared calendar",
            "distribution list",
            "journal rule",
        ],
        commands: &[
            "Get-MessageTrace",
            "postqueue -p",
            "doveadm who",
            "Get-MailboxStatistics",
        ],
        ids: "SMTP",
    },
    Trade {
        products: &[
            "Windows print server",
            "CUPS",
            "label printer",
            "follow-me printing",
            "plotter",
        ],
        parts: &[
            "print queue",
            "tray",
            "toner",
            "spooler",
            "fuser",
            "card reader",
            "scan folder",
        ],
        commands: &[
            "lpstat -t",
            "Get-PrintJob",
            "cupsdisable",
            "net stop spooler",
        ],
        ids: "PRN",
    },
    Trade {
        products: &["Ceph", "NetApp filer", "SAN array", "MinIO", "ZFS pool"],
        parts: &[
            "volume",
            "snapshot",
            "disk shelf",
            "replication",
            "quota",
            "controller",
            "export",
            "cache",
        ],
        commands: &[
            "ceph health detail",
            "zpool status",
            "volume show",
            "multipath -ll",
        ],
        ids: "STO",
    },
    Trade {
        products: &["nginx", "Apache Tomcat", "IIS", "HAProxy", "Varnish"],
        parts: &[
            "backend",
            "virtual host",
            "worker",
            "access log",
            "rewrite rule",
            "web certificate",
            "health check",
        ],
        commands: &["nginx -t", "curl -v", "systemctl reload haproxy", "jstack"],
        ids: "WEB",
    },
    Trade {
        products: &["Kafka", "RabbitMQ", "ActiveMQ", "NATS", "Pulsar"],
        parts: &[
            "consumer group",
            "partition",
            "dead letter queue",
            "broker",
            "exchange",
            "schema registry",
            "offset",
        ],
        commands: &[
            "kafka-consumer-groups --describe",
            "rabbitmqctl list_queues",
            "nats stream info",
        ],
        ids: "MQ",
    },
    Trade {
        products: &[
            "Jenkins",
            "GitLab runner",
            "Artifactory",
            "Argo CD",
            "SonarQube",
        ],
        parts: &[
            "pipeline",
            "build agent",
            "artifact",
            "branch",
            "webhook",
            "deploy key",
            "cache",
        ],
        commands: &[
            "git fsck",
            "argocd app sync",
            "gitlab-runner verify",
            "mvn dependency:tree",
        ],
        ids: "CI",
    },
    Trade {
        products: &[
            "SAP ERP",
            "payroll",
            "Dynamics",
            "warehouse scanner",
            "cash register",
        ],
        parts: &[
            "batch job",
            "invoice",
            "order interface",
            "work process",
            "posting period",
            "price list",
            "receipt",
        ],
        commands: &[
            "SM50",
            "SM37",
            "ST22",
            "sapcontrol -function GetProcessList",
        ],
        ids: "SAP",
    },
    Trade {
        products: &["Veeam", "Bacula", "Commvault", "tape library", "restic"],
        parts: &[
            "backup job",
            "repository",
            "restore point",
            "tape drive",
            "retention",
            "proxy",
            "catalogue",
        ],
        commands: &[
            "bconsole",
            "restic check",
            "Get-VBRJob",
            "mt -f /dev/nst0 status",
        ],
        ids: "BKP",
    },
    Trade {
        products: &[
            "telephone system",
            "SIP trunk",
            "contact centre",
            "door intercom",
            "fax gateway",
        ],
        parts: &[
            "extension",
            "call queue",
            "voicemail",
            "handset",
            "announcement",
            "gateway",
            "dial plan",
        ],
        commands: &[
            "asterisk -rx 'pjsip show endpoints'",
            "sngrep",
            "fs_cli -x 'sofia status'",
        ],
        ids: "SIP",
    },
    Trade {
        products: &[
            "VMware vSphere",
            "Hyper-V",
            "Proxmox",
            "Nutanix",
            "Citrix farm",
        ],
        parts: &[
            "virtual machine",
            "datastore",
            "host",
            "cluster",
            "live migration",
            "template",
            "virtual switch",
        ],
        commands: &[
            "esxcli storage core path list",
            "Get-VM",
            "qm list",
            "ncli cluster status",
        ],
        ids: "VMW",
    },
];

const TROUBLES: &[&str] = &[
    "is slow since the update",
    "does not start",
    "runs out of space",
    "refuses the login",
    "drops connections",
    "times out",
    "shows an expired certificate",
    "is full",
    "hangs",
    "fails over again and again",
    "loses messages",
    "reports a checksum error",
    "is locked",
    "cannot be reached",
    "returns error 503",
    "uses all of the processor",
    "is out of memory",
    "restarts in a loop",
    "shows old data",
    "rejects the password",
    "waits for a lock",
    "has no licence left",
    "does not resolve its host name",
    "is not in sync",
];

const REPORTS: &[&str] = &[
    "Users say that the {part} {trouble}",
    "Nobody can work with {product} since this morning",
    "The {part} was fine yesterday and today it {trouble}",
    "{product} {trouble} for some users only",
    "The monitoring is red: {part} {trouble}",
    "It says connection refused when {product} starts",
    "After the password change the {part} no longer works",
    "The page of {product} stays white",
];

const REASONS: &[&str] = &[
    "The disk of the {part} is full",
    "The service account of {product} is locked or its password expired",
    "A firewall between {product} and the {part} drops the connection",
    "The certificate of {product} expired",
    "The new version of {product} changed a default",
    "Too many clients use the {part} at once",
    "The clock of the host is wrong",
    "The name server gives an old address for the {part}",
];

const ACTS: &[&str] = &[
    "Ask since when the {part} {trouble} and who is affected.",
    "Look at the log of {product} for the last hour.",
    "Check the free space and the load on the host of the {part}.",
    "Compare the version of {product} with the release notes.",
    "Restart the {part} outside of office hours.",
    "Test the login with a test user.",
    "Check the date of the certificate that {product} presents.",
    "Have a user try again and watch the {part}.",
    "Call the vendor of {product} with the log.",
    "Move the load to the other {part}.",
];

const WHYS: &[&str] = &[
    "A {part} that {trouble} most often lacks space or rights, and both are read in a minute.",
    "The log names the client, the time and the error, which parts a fault of one user from a fault of all.",
    "Restarting hides the cause; save the state of {product} first.",
    "If it works for a test user, the server and the network are fine.",
];

/// A row of numbers that looks like chance and is always the same.
struct Dice(u64);

impl Dice {
    fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        list[(self.0 >> 33) as usize % list.len()]
    }
}

/// So many runbooks.
pub fn runbooks(count: usize) -> Vec<Runbook> {
    (0..count).map(runbook).collect()
}

fn runbook(number: usize) -> Runbook {
    let mut dice = Dice(number as u64 * 7_919 + 1);
    let trade = &TRADES[number % TRADES.len()];
    let (product, part) = (dice.pick(trade.products), dice.pick(trade.parts));
    let trouble = dice.pick(TROUBLES);
    let fill = |text: &str| {
        let text = text.replace("{product}", product).replace("{part}", part);
        text.replace("{trouble}", trouble)
    };
    let id = |text: String| text.parse().expect("a plain id");
    let code = format!("{}-{:05}", trade.ids, number * 37 % 100_000);
    let mut symptoms: Vec<Symptom> = (0..5)
        .map(|_| Symptom::Sees(fill(dice.pick(REPORTS))))
        .collect();
    symptoms.push(Symptom::Says(format!("{code}: {product} {part} {trouble}")));
    let causes = (0..4).map(|n| Cause {
        id: format!("cause-{n}").parse().expect("a plain id"),
        title: fill(dice.pick(REASONS)),
        class: None,
        follows: Vec::new(),
    });
    let causes: Vec<Cause> = causes.collect();
    let steps = (0..9).map(|n| {
        let run = Run {
            device: "host".to_owned(),
            text: dice.pick(trade.commands).to_owned(),
            note: None,
            ..Run::default()
        };
        step(n, fill(dice.pick(ACTS)), fill(dice.pick(WHYS)), run)
    });
    let steps: Vec<Step> = steps.collect();
    let example = format!("{code}: {part} of {product} on host{number} {trouble}");
    Runbook {
        id: id(format!("unrelated-{number}")),
        title: fill("{product}: the {part} {trouble}"),
        short: None,
        revision: 1,
        category: "other".to_owned(),
        mode: RunbookMode::Live,
        products: vec![Product {
            name: product.to_owned(),
            versions: None,
        }],
        sources: Vec::new(),
        summary: fill(
            "The {part} of {product} {trouble}. Users cannot work, the rest of the network is fine.",
        ),
        see: Vec::new(),
        symptoms,
        causes,
        signatures: vec![Signature {
            id: "line".parse().expect("a plain id"),
            pattern: Pattern::Text(code),
            causes: Vec::new(),
            step: None,
            examples: vec![example],
            not: Vec::new(),
        }],
        targets: Vec::new(),
        claims: Vec::new(),
        variables: Vec::new(),
        phases: vec![Phase {
            id: "all".parse().expect("a plain id"),
            title: "All steps".to_owned(),
            steps,
        }],
        outcome: None,
        escalation: None,
        references: Vec::new(),
        tests: Vec::new(),
    }
}

fn step(number: usize, does: String, why: String, run: Run) -> Step {
    Step {
        id: format!("step-{number}").parse().expect("a plain id"),
        number: format!("1.{}", number + 1),
        does,
        short: None,
        why: Some(why),
        kind: StepKind::Check,
        by: None,
        expect: None,
        rules_out: Vec::new(),
        suspects: Vec::new(),
        takes_ms: None,
        run: vec![run],
        wait: None,
        rollback: None,
        undo: None,
        risk: Risk::Read,
        breaks: None,
        approval: None,
        temporary: false,
        menu: None,
        when: Vec::new(),
        answers: Vec::new(),
        log: None,
        critical: false,
        note: None,
    }
}
