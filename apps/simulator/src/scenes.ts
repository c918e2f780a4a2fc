import type { Grade } from '#libs/contracts';

/** One kind of thing that happens on the street. All of it is invented. */
export interface Scene {
  /** The item of the sample responsibility list (`config/responsibilities.yml`) that it is; absent for what no rule knows. */
  item?: string;
  category: string;
  grade: Grade;
  /** Follows the spot: 河东村文化广场 + 占道经营. */
  title: string;
  descriptions: readonly string[];
}

const [urgent, ordinary, enquiry, difficult] = ['urgent', 'ordinary', 'enquiry', 'difficult'] as const;

function scene(item: string, category: string, grade: Grade, title: string, ...descriptions: string[]): Scene {
  return { ...(item === '' ? {} : { item }), category, grade, title, descriptions };
}

/** What a station of the township settles on the spot. */
const station: readonly Scene[] = [
  scene(
    'SX-0101',
    '城乡建设',
    ordinary,
    '占道经营',
    '流动摊贩长期占道经营,行人只能走机动车道。',
    '水果摊占道经营,劝离后又回来。',
  ),
  scene(
    'SX-0102',
    '城乡建设',
    ordinary,
    '垃圾桶满溢',
    '垃圾桶满了三天没有清运,周围苍蝇很多。',
    '垃圾清运不及时,袋子堆到路边。',
  ),
  scene(
    'SX-0103',
    '城乡建设',
    ordinary,
    '倾倒建筑垃圾',
    '约3车建筑垃圾倾倒在路边,挡住半幅路。',
    '夜间有人倾倒渣土,第二天堆成小山。',
  ),
  scene(
    'SX-0104',
    '城乡建设',
    difficult,
    '疑似私搭乱建',
    '房前私搭乱建,砖墙已经砌到一米多高。',
    '楼顶正在搭彩钢板房,疑似违法搭建。',
  ),
  scene(
    'SX-0105',
    '城乡建设',
    ordinary,
    '户外广告牌松动',
    '广告牌没有审批手续,大风天有坠落危险。',
    '沿街店铺私自加装广告牌,遮挡二楼窗户。',
  ),
  scene('SX-0106', '环境保护', urgent, '露天焚烧秸秆', '地头有人焚烧秸秆,烟很大。', '夜里露天焚烧,整个村子都是烟味。'),
  scene(
    'SX-0107',
    '环境保护',
    ordinary,
    '烧烤油烟直排',
    '夜间露天烧烤,油烟飘进居民家里。',
    '烧烤摊没有油烟净化设备,住户不敢开窗。',
  ),
  scene('SX-0108', '交通运输', ordinary, '消防通道被占', '小轿车乱停车,消防通道被堵死。', '僵尸车停了半年,没有人管。'),
  scene(
    'SX-0110',
    '商贸旅游',
    urgent,
    '出售过期食品',
    '小超市货架上有过期食品,日期被涂改过。',
    '买到的熟食已经变质,店家拒绝退换。',
  ),
  scene(
    'SX-0111',
    '商贸旅游',
    ordinary,
    '疑似无照经营',
    '门头没有公示营业执照,开业已有半个月。',
    '早餐店无照经营,问起来只说正在办理。',
  ),
  scene(
    'SX-0113',
    '商贸旅游',
    ordinary,
    '预付卡退款难',
    '理发店充值后关门,要求退款没人理。',
    '买的家电三天就坏,商家推脱,不给退款。',
  ),
  scene(
    'SX-0115',
    '商贸旅游',
    urgent,
    '电梯困人后仍在运行',
    '电梯上周困人两次,没有看到维保记录。',
    '电梯年检过期,运行时异响明显。',
  ),
  scene(
    'SX-0118',
    '政法',
    ordinary,
    '夜间噪音扰民',
    '音响放到深夜,夜间噪音让老人无法休息。',
    '高音喇叭招揽生意,半夜吵得睡不着。',
  ),
  scene('SX-0119', '政法', urgent, '聚众赌博', '有人在屋里聚赌,每天到后半夜。', '麻将馆里赌博,输赢很大。'),
  scene(
    'SX-0120',
    '政法',
    urgent,
    '电动车被盗',
    '停在楼下的电动车被盗,本月已是第二次。',
    '夜间电瓶被盗,附近没有监控。',
  ),
  scene(
    'SX-0123',
    '政法',
    ordinary,
    '邻里纠纷求调解',
    '两家因院墙起争执,邻里纠纷越闹越大。',
    '宅基地边界有分歧多年,希望有人调解。',
  ),
  scene(
    'SX-0124',
    '政法',
    enquiry,
    '咨询法律援助',
    '老人想申请法律援助,不知道要带哪些材料。',
    '打工受伤后咨询法律援助怎样办理。',
  ),
];

/** What is the district's business: a call to a bureau through the 乡呼县应 platform, some with stations helping. */
const bureau: readonly Scene[] = [
  scene(
    'SX-0125',
    '城乡建设',
    ordinary,
    '物业服务不到位',
    '物业长期不维修单元门,业主多次反映没有结果。',
    '物业费涨了,服务却没有改善。',
  ),
  scene(
    'SX-0126',
    '城乡建设',
    urgent,
    '小区供暖不热',
    '供暖已经一周,室温只有14度。',
    '整栋楼暖气不热,老人孩子感冒不断。',
  ),
  scene(
    'SX-0127',
    '城乡建设',
    urgent,
    '燃气管道有异味',
    '楼道里燃气味道明显,怀疑管道泄漏。',
    '挖掘时碰到燃气管道,已劝离围观群众。',
  ),
  scene('SX-0128', '交通运输', urgent, '井盖缺失', '井盖缺失两天,晚上没有照明很危险。', '井盖松动,车一压就响。'),
  scene(
    'SX-0131',
    '环境保护',
    ordinary,
    '工地扬尘严重',
    '工地没有覆盖和喷淋,工地扬尘严重。',
    '夜间施工还不洒水,晾的衣服全是土。',
  ),
  scene('SX-0133', '农村农业', urgent, '自来水浑浊', '自来水连续三天浑浊发黄,无法饮用。', '水管破裂,半个村停水。'),
  scene('SX-0134', '农村农业', urgent, '河道淤积', '河道淤积多年,雨后积水进了院子。', '河道内有人填土,影响行洪。'),
  scene(
    'SX-0135',
    '环境保护',
    urgent,
    '作坊偷排污水',
    '加工作坊夜间偷排污水,水面有泡沫。',
    '作坊把污水排到田边,水体发黑。',
  ),
  scene(
    'SX-0138',
    '劳动和社会保障',
    urgent,
    '拖欠农民工工资',
    '工地干了三个月,农民工工资未发。',
    '装修队老板失联,十几人被拖欠工资。',
  ),
  scene(
    'SX-0139',
    '劳动和社会保障',
    enquiry,
    '咨询社保补缴',
    '换了工作,社保断缴后怎样补缴。',
    '养老保险转移接续需要哪些手续。',
  ),
  scene(
    'SX-0142',
    '交通运输',
    ordinary,
    '公交班次太少',
    '公交一天只有三班,老人看病不方便。',
    '公交线路调整后不再停靠,学生上学不便。',
  ),
  scene('SX-0143', '交通运输', ordinary, '货车超载压坏路面', '货车超载通行,县道被压坏。', '渣土车整夜不停,超载严重。'),
  scene(
    'SX-0146',
    '卫生计生',
    urgent,
    '疑似非法行医',
    '没有招牌的屋子给人输液,疑似非法行医。',
    '游医在集市上看病卖药,疑似无证行医。',
  ),
];

/** What no rule of the sample list knows: it must reach the office's desk. */
const desk: readonly Scene[] = [
  scene('', '其他', enquiry, '村史馆开放时间', '带孩子去了两次都关着门,想知道哪天开放。'),
  scene('', '其他', ordinary, '走失的鸽子', '脚上有环,应该是有人养的,不知道联系谁。'),
  scene('', '其他', ordinary, '建议增设长椅', '散步的老人多,希望路边增加几把长椅。'),
];

export const SCENES = { station, bureau, desk } as const;
