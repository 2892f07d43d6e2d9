package dev.sinter;

import dev.sinter.ir.Diagnostic;
import java.util.List;

/**
 * What an index selects of a tensor: {@code x.at(":, 1")}. As a tensor it is a view where positions and ranges say all, else a copy; {@link #set}
 * writes through in either case.
 */
public final class Selection extends Tensor {
    private final Tensor base;
    private final Selector selector;

    Selection(Tensor base, Indexer[] index) {
        this.base = base;
        this.selector = new Selector(base, List.of(index));
    }

    @Override
    Tensor resolve() {
        return selector.read();
    }

    /** Writes {@code value}, cast and broadcast, to what is selected; where an element is selected twice, the last one stays. */
    public void set(Tensor value) {
        selector.write(value, false);
    }

    /** Writes a number to all that is selected. */
    public void set(double value) {
        set(Ops.number(base.dtype(), value));
    }

    /** Writes a number to all that is selected. */
    public void set(long value) {
        set(Ops.number(base.dtype(), value));
    }

    /** Writes true or false to all that is selected. */
    public void set(boolean value) {
        set(value ? 1L : 0L);
    }

    /** Adds {@code value}, cast and broadcast, to what is selected, as often as an element is selected. */
    public void accumulate(Tensor value) {
        if (!Promotion.fits(value.dtype(), base.dtype())) {
            throw new Diagnostic("accumulate: " + value.type() + " cannot be added in a tensor of " + base.dtype()
                    + "; cast it first");
        }
        selector.write(value, true);
    }
}
