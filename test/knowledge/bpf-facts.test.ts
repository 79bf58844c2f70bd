import assert from 'node:assert/strict';
import { readBpfFacts } from '../../server/src/knowledge/bpf-facts.ts';
import { KnowledgeBase } from '../../server/src/knowledge/knowledge-base.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';

const facts = readBpfFacts(
  [
    '# kernels: 4.1=4.1.7 4.9=4.9.3',
    'helper\t3\tbpf_lamp_on\t\t4.1:free@xdp,kprobe\t4.9:gpl@xdp,kprobe',
    'helper\t4\tbpf_lamp_of\tstructure\t4.9:gpl@kprobe free@xdp either@tracing',
    'kfunc\tlamp_acquire\t4.9',
    'check\tcheck_lamp\t4.9',
    'section\txdp/devmap\txdp',
    'section\txdp\txdp',
    'section\tkprobe+\tkprobe',
    'section\tclassic/\tsocket_filter',
    'section\tfentry+\ttracing',
    '',
  ].join('\n'),
);

describe('facts on BPF', () => {
  it('tell by kernel and program type whether a helper is GPL-only', () => {
    const on = facts.helperByName('bpf_lamp_on')!;
    assert.equal(facts.stateOf(on, '4.1', 'xdp'), 'free');
    assert.equal(facts.stateOf(on, '4.9', 'xdp'), 'gpl');
    assert.equal(facts.stateOf(on, '4.9', 'lsm'), 'gpl', 'a type that has no entry gets what all others agree on');
    const of = facts.helperById(4)!;
    assert.deepEqual(['kprobe', 'xdp', 'tracing', undefined].map((type) => facts.stateOf(of, '4.9', type)), ['gpl', 'free', 'either', 'either']);
    assert.equal(facts.stateOf(of, '4.1', 'xdp'), undefined, 'the kernel lacks it');
    assert.equal(of.returnsStructure, true);
  });

  it("take libbpf's rules on section names", () => {
    const types = ['xdp', 'xdp/devmap', 'xdp/other', '?kprobe', 'kprobe/do_exit', 'kprobe.multi/x', 'classic', 'classic/one', 'fentry.s/x', 'mine'];
    assert.deepEqual(types.map((section) => facts.programType(section)), ['xdp', 'xdp', undefined, 'kprobe', 'kprobe', undefined, undefined, 'socket_filter', undefined, undefined]);
  });

  it('know in which kernels a function or a check is', () => {
    assert.deepEqual(facts.kfuncKernels('lamp_acquire'), ['4.9']);
    assert.equal(facts.kfuncKernels('lamp_release'), undefined);
    assert.deepEqual(['4.1', '4.9'].map((series) => facts.checks('check_lamp', series)), [false, true]);
  });

  it('refuse what is no such file', () => {
    assert.throws(() => readBpfFacts('something else'), /list no kernels/);
    assert.throws(() => readBpfFacts('# kernels: 4.1=4.1.7\nhelper\t3\tx\t\t4.1:perhaps@xdp\n'), /unknown state/);
  });

  it('that are bundled are those of Linux 6.1 and 6.12', () => {
    const bundled = new KnowledgeBase(readProductFile).bpf()!;
    assert.deepEqual(bundled.kernels.map(({ series }) => series), ['6.1', '6.12']);
    const restricted = bundled.helpers.filter((helper) => bundled.mayNeedGpl(helper, '6.12'));
    // bpf_get_stackid and bpf_get_func_ip depend on the program.
    assert.equal(restricted.length, 44);
    assert.deepEqual(['bpf_trace_printk', 'bpf_map_lookup_elem'].map((name) => bundled.stateOf(bundled.helperByName(name)!, '6.12', 'xdp')), ['gpl', 'free']);
    const stackid = bundled.helperByName('bpf_get_stackid')!;
    assert.deepEqual(['perf_event', 'kprobe'].map((type) => bundled.stateOf(stackid, '6.1', type)), ['free', 'gpl']);
    assert.deepEqual(['6.1', '6.12'].map((series) => bundled.checks('check_ptr_to_btf_access', series)), [false, true]);
    assert.equal(bundled.programType('lsm.s/file_open'), 'lsm');
  });
});
