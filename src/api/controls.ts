/** Standards of which checks serve controls, by the ids that a statement names them with. */
export const FRAMEWORKS = { "iso27001-2022": "ISO/IEC 27001:2022", soc2: "SOC 2" } as const;
export type FrameworkId = keyof typeof FRAMEWORKS;

/**
 * Controls that checks serve, by framework: ISO/IEC 27001:2022 clauses and Annex A, SOC 2 trust services criteria.
 * Titles are our own short words, never those of the standards. A control that no check serves is not listed: nothing is claimed of it.
 */
const TITLES = {
  "iso27001-2022": {
    "4.1": "Context of the organization",
    "4.2": "Interested parties",
    "4.3": "Scope of the management system",
    "6.2": "Information security objectives",
    "7.5": "Documented information",
    "9.1": "Monitoring and measurement",
    "9.3": "Management review",
    "A.5.9": "Inventory of information and assets",
    "A.5.10": "Acceptable use of information",
    "A.5.12": "Classification of information",
    "A.5.13": "Labelling of information",
    "A.5.14": "Information transfer",
    "A.5.15": "Access control",
    "A.5.18": "Access rights",
    "A.5.19": "Security with suppliers",
    "A.5.20": "Security in supplier agreements",
    "A.5.21": "Security of the supply chain",
    "A.5.22": "Changes of supplier services",
    "A.5.23": "Use of cloud services",
    "A.5.34": "Privacy and personal data",
    "A.5.36": "Compliance with policies",
    "A.8.2": "Privileged access rights",
    "A.8.3": "Restriction of access to information",
    "A.8.11": "Data masking",
    "A.8.12": "Prevention of data leaks",
    "A.8.15": "Logging",
    "A.8.16": "Monitoring activities",
    "A.8.19": "Installation of software",
    "A.8.20": "Network security",
    "A.8.21": "Security of network services",
    "A.8.22": "Segregation of networks",
    "A.8.24": "Use of cryptography",
    "A.8.31": "Separation of environments",
    "A.8.33": "Test information",
  },
  soc2: {
    "CC2.2": "Own people know the system and its boundary",
    "CC4.1": "Ongoing evaluation of controls",
    "CC5.3": "Policies are set and reassessed",
    "CC6.1": "Inventory of assets, and logical access to them",
    "CC6.3": "Access by role and least privilege",
    "CC6.6": "Protection from outside the boundary",
    "CC6.7": "Information that moves or is sent",
    "CC6.8": "Unauthorized software",
    "CC7.2": "Monitoring for anomalies",
    "CC8.1": "Managed changes, test data included",
    "CC9.2": "Vendors and partners",
    "C1.1": "Confidential information is identified",
  },
} as const satisfies Readonly<Record<FrameworkId, Readonly<Record<string, string>>>>;

/** `A.8.15`, `CC7.2`: no two frameworks share an id. */
export type ControlId = { readonly [F in FrameworkId]: keyof (typeof TITLES)[F] }[FrameworkId];

export interface Control {
  readonly id: ControlId;
  readonly framework: FrameworkId;
  readonly title: string;
}

/** Ids of the frameworks, in the order in which everything is told. */
export const FRAMEWORK_IDS = Object.keys(FRAMEWORKS) as readonly FrameworkId[];

/** Every control, framework by framework, in the order of its standard. */
export const CONTROLS: readonly Control[] = FRAMEWORK_IDS.flatMap((framework) =>
  Object.entries(TITLES[framework]).map(([id, title]) => ({ id: id as ControlId, framework, title })),
);
