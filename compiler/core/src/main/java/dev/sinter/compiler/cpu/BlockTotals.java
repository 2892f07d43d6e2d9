package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.kernel.Strict;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * The results of a {@link Gradient} from its {@link BlockSums}: a unit is a tile of rows at one place of the outer axes. The sums of
 * further blocks are added to the first one's, in order, where they lie; then the result's expression is applied.
 *
 * @param gradient what to compute
 */
record BlockTotals(Gradient gradient) implements Form {
    private static final int BLOCK = Strict.CONTRACTION_BLOCK;
    /** Picoseconds of an addition. */
    private static final long ADDITION = 300;

    @Override
    public Nest nest() {
        return gradient.summed();
    }

    @Override
    public String name() {
        return "totals";
    }

    @Override
    public Dim units() {
        return gradient.outerCount().times(gradient.panels());
    }

    private int tile() {
        return gradient.height() * gradient.pitch();
    }

    @Override
    public Dim cost() {
        return gradient.blocks().times(tile() * ADDITION);
    }

    @Override
    public boolean hasVector() {
        return false;
    }

    @Override
    public void write(KernelClass to, boolean vector) {
        FinishCode.write(gradient.results(), null, to, ints -> {
            ints.set(TileClass.ROWS, String.valueOf(gradient.height()));
            ints.set(TileClass.COLUMNS, String.valueOf(gradient.pitch()));
        }, false);
        Nest nest = nest();
        DType dtype = gradient.dtype();
        Parameters parameters = Parameters.of(nest);
        MethodCode code = to.method(KernelClass.RUN, parameters.descriptor("JJ", "V"));
        IntCode ints = new IntCode(code);
        Values values = new Values();
        int lo = code.local(Type.LONG_TYPE);
        int hi = code.local(Type.LONG_TYPE);
        parameters.define(code, values);
        Lowering lowering = new Lowering(nest, values);
        code.push(lowering.index(gradient.blocks()));
        code.store(Type.INT_TYPE, ints.local("blocks"));
        code.push(lowering.index(nest.foldedPoints()));
        code.store(Type.INT_TYPE, ints.local("K"));
        GeneralForm.toInt(code, lo, ints.local("unit"));
        GeneralForm.toInt(code, hi, ints.local("end"));
        int sums = code.named("%" + (nest.operands().size() - 1));
        ints.set("block", String.valueOf(gradient.rowCount() * gradient.pitch()));
        Label next = new Label();
        Label done = new Label();
        code.label(next);
        ints.push("unit end");
        code.jump(IF_ICMPGE, done);
        ints.set("outer", "unit " + gradient.panels() + " /");
        ints.set("panel", "unit " + gradient.panels() + " %");
        ints.set("first", "outer blocks * block * panel " + tile() + " * +");
        ints.set("k", String.valueOf(BLOCK));
        ints.set("at", "first");
        Label block = new Label();
        Label added = new Label();
        code.label(block);
        ints.push("k K");
        code.jump(IF_ICMPGE, added);
        ints.set("at", "at block +");
        add(code, ints, sums, Carrier.of(dtype));
        ints.set("k", "k " + BLOCK + " +");
        code.jump(GOTO, block);
        code.label(added);
        code.to.visitVarInsn(ALOAD, sums);
        ints.push("first panel " + gradient.height() + " * " + gradient.height() + " 0 " + gradient.columnCount()
                + " outer 0");
        parameters.pass(code);
        code.call(to.internalName(), ContractForm.FINISH,
                parameters.descriptor(FinishCode.descriptor(dtype), "V"));
        ints.set("unit", "unit 1 +");
        code.jump(GOTO, next);
        code.label(done);
        code.insn(RETURN);
        code.end();
    }

    /** Adds a tile of a block to the tile of the first one. */
    private void add(MethodCode code, IntCode ints, int sums, Type type) {
        Label next = new Label();
        Label done = new Label();
        ints.set("i", "0");
        code.label(next);
        ints.push("i " + tile());
        code.jump(IF_ICMPGE, done);
        code.to.visitVarInsn(ALOAD, sums);
        ints.push("first i +");
        code.insn(DUP2);
        code.insn(type.getOpcode(IALOAD));
        code.to.visitVarInsn(ALOAD, sums);
        ints.push("at i +");
        code.insn(type.getOpcode(IALOAD));
        code.insn(type.getOpcode(IADD));
        code.insn(type.getOpcode(IASTORE));
        code.to.visitIincInsn(ints.local("i"), 1);
        code.jump(GOTO, next);
        code.label(done);
    }
}
