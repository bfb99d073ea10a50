"""What can go wrong above the library, on the same root as the library's own errors.

    ReportedError               (vectorstore.errors) message + remedy
    ├── LibraryError            (vectorstore.errors) sources, papers, indexes, home
    ├── SettingsInvalid         an unknown key or a value out of range
    ├── QuestionRefused         an empty question, or one far too long
    ├── InputUnreadable         a batch or history file that cannot be used
    ├── AddressRefused          an address or a port that the page cannot be served at
    ├── PeerUnusable            a server or a program to compare with that cannot be asked or read
    ├── UsageWrong              a command line that names no command, or not what it takes
    ├── Interrupted             Ctrl-C
    ├── SystemRefused           the operating system would not, and no nearer place knew why
    ├── Unexpected              a fault of paperbot
    └── ModelError
        ├── ModelUnknown        no registry entry and no file of that name
        ├── FetchFailed         no source could deliver the weights (no network, no such file)
        ├── WeightsDamaged      size or sha256 differs from the registry
        ├── ModelRefused        llama.cpp or onnxruntime will not load the file
        ├── ContextOverflow     a prompt longer than the model's context
        ├── GrammarInvalid      a grammar that is not GBNF
        ├── ModelBusy           too many readers wait already; says when to try again
        ├── DeadlinePassed      time ran out before the first token
        └── GenerationFailed    decoding stopped with an error

Foreign exceptions (huggingface, pip, llama.cpp, onnxruntime) are translated where they occur.
"""

from vectorstore.errors import ReportedError


class SettingsInvalid(ReportedError):
    """An unknown setting, or a value that cannot be used."""

    kind = "settings-invalid"


class QuestionRefused(ReportedError):
    """A question that is empty or longer than the limit."""

    kind = "question-refused"


class InputUnreadable(ReportedError):
    """A file of queries or of earlier turns that cannot be read."""

    kind = "input-unreadable"


class AddressRefused(ReportedError):
    """An address or a port that the page cannot be served at."""

    kind = "address-refused"


class PeerUnusable(ReportedError):
    """A server or a program to compare speeds with that cannot be asked, or not be understood."""

    kind = "peer-unusable"


class UsageWrong(ReportedError):
    """A command line that names no command, or gives it what it does not take."""

    kind = "usage"


class Interrupted(ReportedError):
    """Ctrl-C."""

    kind = "interrupted"


class SystemRefused(ReportedError):
    """The operating system would not do what was asked of it, and no nearer place knew why."""

    kind = "system"


class Unexpected(ReportedError):
    """A fault of paperbot."""

    kind = "internal"


class ModelError(ReportedError):
    """Anything wrong with a model, its weights or its work."""

    kind = "model"


class ModelUnknown(ModelError):
    """A model name that is neither in the registry nor a file."""

    kind = "model-unknown"


class FetchFailed(ModelError):
    """Weights that none of their sources could deliver."""

    kind = "fetch-failed"


class WeightsDamaged(ModelError):
    """A file whose size or sha256 is not the registry's."""

    kind = "weights-damaged"


class ModelRefused(ModelError):
    """A file that the native library will not load."""

    kind = "model-refused"


class ContextOverflow(ModelError):
    """A prompt that does not fit the model's context."""

    kind = "context-overflow"


class GrammarInvalid(ModelError):
    """A grammar for sampling that cannot be read."""

    kind = "grammar-invalid"


class ModelBusy(ModelError):
    """A request beyond the line of those who wait. `retry_after_s` is when a place may be free."""

    kind = "busy"

    def __init__(self, message: str, *, remedy: str, retry_after_s: int) -> None:
        super().__init__(message, remedy=remedy)
        self.retry_after_s = retry_after_s


class DeadlinePassed(ModelError):
    """A request whose time ran out before its first token."""

    kind = "deadline-passed"


class GenerationFailed(ModelError):
    """Decoding that stopped with an error."""

    kind = "generation-failed"
