import { GRADES, type Grade } from '#libs/contracts';
import { ITEM_FIELDS, type ItemField } from '../../../domain/canonical-item.js';

/** How the cells of a column are written: see `cell-values.ts`. */
export type ColumnKind =
  'text' | 'texts' | 'yes' | 'grade' | 'grades' | 'whole' | 'day' | 'structure' | 'proof' | 'share';

export interface ListColumn {
  readonly field: ItemField;
  readonly title: string;
  readonly kind: ColumnKind;
  /** Characters. */
  readonly width: number;
}

const COLUMNS: Record<ItemField, Omit<ListColumn, 'field'>> = {
  item: { title: '事项编码', kind: 'text', width: 14 },
  name: { title: '事项名称', kind: 'text', width: 30 },
  scene: { title: '场景', kind: 'text', width: 14 },
  categories: { title: '类别', kind: 'texts', width: 26 },
  keywords: { title: '关键词', kind: 'texts', width: 40 },
  station: { title: '站所', kind: 'text', width: 10 },
  bureau: { title: '区直部门', kind: 'text', width: 14 },
  helping: { title: '协助单位', kind: 'texts', width: 18 },
  joint: { title: '联合执法', kind: 'yes', width: 10 },
  grade: { title: '等级', kind: 'grade', width: 8 },
  limits: { title: '时限', kind: 'structure', width: 24 },
  proof: { title: '办结凭据', kind: 'proof', width: 10 },
  auditRate: { title: '问效比例', kind: 'share', width: 10 },
  legalBasis: { title: '法律依据', kind: 'text', width: 40 },
  reportTo: { title: '报送平台', kind: 'texts', width: 16 },
  townships: { title: '限镇街', kind: 'texts', width: 16 },
  grids: { title: '限网格', kind: 'texts', width: 16 },
  sources: { title: '限来源', kind: 'texts', width: 16 },
  grades: { title: '限等级', kind: 'grades', width: 14 },
  priority: { title: '优先级', kind: 'whole', width: 8 },
  validFrom: { title: '生效日期', kind: 'day', width: 12 },
  validTo: { title: '失效日期', kind: 'day', width: 12 },
};

/** The columns of the sheet, in their order. */
export const LIST_COLUMNS: readonly ListColumn[] = ITEM_FIELDS.map((field) => ({ field, ...COLUMNS[field] }));

export const LIST_SHEET = '责任清单';
export const DETAILS_SHEET = '说明';
/** Lines of the sheet of details. */
export const NAME_LINE = '版本';
export const TOWNSHIP_LINE = '默认镇街';

export const GRADE_NAMES: Record<Grade, string> = {
  critical: '特急',
  urgent: '紧急',
  ordinary: '一般',
  difficult: '疑难',
  enquiry: '咨询',
};

/** A grade by its Chinese word or its code. */
export function gradeOf(text: string): Grade | undefined {
  return GRADES.find((grade) => grade === text || GRADE_NAMES[grade] === text);
}
