package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.ForeignFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** PyTorch's files, as those see them who read any format. */
public final class PyTorchFormat implements ForeignFormat {
    /** For the service loader. */
    public PyTorchFormat() {}

    @Override
    public List<String> suffixes() {
        return List.of(".pt", ".pth");
    }

    @Override
    public Map<String, Buffer> read(Path file) throws IOException {
        return PyTorchFile.tensors(file);
    }

    @Override
    public void write(Path file, Map<String, Buffer> tensors) throws IOException {
        PyTorchWriter.write(file, tensors);
    }
}
