package dev.sinter.compiler.cpu;

import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tile classes of a program, each written once. */
final class Tiles {
    private final String program;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final List<ClassFile> classes = new ArrayList<>();

    Tiles(String program) {
        this.program = program;
    }

    /** The internal name of the class with tiles of this many rows. */
    String use(DType dtype, int rows, boolean vector) {
        String kind = "tile_" + dtype + "_" + rows + (vector ? "_vector" : "");
        return names.computeIfAbsent(kind, key -> {
            ClassFile file = new TileClass(program + "_" + kind, dtype, rows, vector).write();
            classes.add(file);
            return TileClass.internalName(file.name());
        });
    }

    List<ClassFile> classes() {
        return classes;
    }
}
