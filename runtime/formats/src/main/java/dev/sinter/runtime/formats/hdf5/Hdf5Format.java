package dev.sinter.runtime.formats.hdf5;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.ForeignFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** HDF5 files, as those see them who read any format. Without the library jHDF they are refused in a sentence. */
public final class Hdf5Format implements ForeignFormat {
    /** For the service loader. */
    public Hdf5Format() {}

    @Override
    public List<String> suffixes() {
        return List.of(".h5", ".hdf5");
    }

    @Override
    public Map<String, Buffer> read(Path file) throws IOException {
        Quiet.load();
        return Hdf5File.read(file);
    }

    @Override
    public void write(Path file, Map<String, Buffer> tensors) throws IOException {
        Quiet.load();
        Hdf5File.write(file, tensors);
    }
}
