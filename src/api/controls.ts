/** Controls that checks serve: ISO/IEC 27001:2022 clauses and Annex A, SOC 2 trust services criteria. Titles are our own short words. */
export const CONTROLS = {
  "4.1": "Context of the organization",
  "4.2": "Interested parties",
  "4.3": "Scope of the management system",
  "7.5": "Documented information",
  "9.3": "Management review",
  "A.5.9": "Inventory of information and assets",
  "A.5.10": "Acceptable use of information",
  "A.5.12": "Classification of information",
  "A.5.13": "Labelling of information",
  "A.5.34": "Privacy and personal data",
  "A.5.36": "Compliance with policies",
  "A.8.3": "Restriction of access to information",
  "A.8.11": "Data masking",
  "A.8.15": "Logging",
  "A.8.31": "Separation of environments",
  "A.8.33": "Test information",
  "CC6.1": "Logical access to assets",
  "CC7.2": "Monitoring for anomalies",
  "C1.1": "Confidential information is identified",
} as const;

export type ControlId = keyof typeof CONTROLS;
