package dev.sinter.compiler.schedule;

import dev.sinter.ir.Source;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A slot while memory is being planned: it grows with the values put there. */
final class Place {
    private final DType dtype;
    private final Slot.Role role;
    private final List<Dim> sizes = new ArrayList<>();
    private final Source.@Nullable Constant constant;

    Place(DType dtype, Slot.Role role, Dim size, Source.@Nullable Constant constant) {
        this.dtype = dtype;
        this.role = role;
        this.constant = constant;
        sizes.add(size);
    }

    /** For a slot of a schedule that becomes a part of this one. */
    Place(Slot slot) {
        dtype = slot.dtype();
        role = slot.role();
        constant = slot.data() == null ? null : new Source.Constant(slot.data());
        sizes.addAll(slot.sizes());
    }

    DType dtype() {
        return dtype;
    }

    Slot.Role role() {
        return role;
    }

    Slot slot() {
        return new Slot(dtype, sizes, role, constant == null ? null : constant.literal());
    }

    void hold(Dim size) {
        if (!sizes.contains(size)) {
            sizes.add(size);
        }
    }

    /** How badly a value of this size fits: 0 where one of this size was here, else the difference. */
    long misfit(Dim size) {
        if (sizes.contains(size)) {
            return 0;
        }
        return sizes.stream()
                .mapToLong(own -> own.isConstant() && size.isConstant()
                        ? Math.abs(own.constant() - size.constant())
                        : Long.MAX_VALUE)
                .min().orElseThrow();
    }
}
