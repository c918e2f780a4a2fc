import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { ListDeliveries } from '../actions/list-deliveries.js';
import { DeliveryPage, deliveryView } from './delivery-view.js';
import { cursorAfter, readListQuery } from './list-query.js';

@ApiTags('delivery')
@Controller('v1/deliveries')
export class DeliveriesController {
  constructor(private readonly listDeliveries: ListDeliveries) {}

  /** Deliveries with their attempts, newest first; what was sent and answered is shown masked. */
  @Get()
  @Allow('read')
  @ApiOperation({ summary: 'What platforms are or were to be told, with every attempt' })
  @ApiQuery({ name: 'ticket', required: false, description: 'ticket id' })
  @ApiQuery({ name: 'platform', required: false })
  @ApiQuery({ name: 'state', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 200, 50 unless told' })
  @ApiOkResponse({ type: DeliveryPage })
  async list(@Query() query: Record<string, unknown>): Promise<DeliveryPage> {
    const { listed, isLast } = await this.listDeliveries.page(readListQuery(query));
    const last = listed.at(-1)?.row;
    return {
      items: listed.map(({ row, attempts }) => deliveryView(row, attempts)),
      ...(isLast || !last ? {} : { nextCursor: cursorAfter(last) }),
    };
  }
}
