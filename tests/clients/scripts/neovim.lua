-- Attach the server to one file, wait for what it finds, apply the first fix; write what happened as JSON.
local given = vim.fn.json_decode(table.concat(vim.fn.readfile(vim.env.LINT_TEST), "\n"))
local function finish(result)
  vim.fn.writefile({ vim.fn.json_encode(result) }, given.answer)
  vim.cmd("qall!")
end
local ok, failure = pcall(function()
  vim.cmd("edit " .. vim.fn.fnameescape(given.file))
  local id = vim.lsp.start_client({ name = "cloudact-lint", cmd = given.command, root_dir = given.root })
  vim.lsp.buf_attach_client(0, id)
  local function found(code)
    for _, one in ipairs(vim.diagnostic.get(0)) do
      if one.code == code then return one end
    end
  end
  vim.wait(90000, function() return found(given.code) ~= nil end, 100)
  local shown = vim.tbl_map(function(one)
    return { code = one.code, lnum = one.lnum, col = one.col, end_col = one.end_col, severity = one.severity,
      source = one.source }
  end, vim.diagnostic.get(0))
  local one = found(given.code)
  local client = vim.lsp.get_client_by_id(id)
  local range = { start = { line = one.lnum, character = one.col },
    ["end"] = { line = one.end_lnum, character = one.end_col } }
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(0),
    range = range,
    context = { diagnostics = { { range = range, message = one.message, code = one.code, source = one.source } } },
  }
  local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 30000)
  local titles = {}
  for _, answer in pairs(answers or {}) do
    for _, action in ipairs(answer.result or {}) do
      table.insert(titles, action.title)
      if action.title == given.action then
        vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
      end
    end
  end
  finish({
    diagnostics = shown, titles = titles, encoding = client.offset_encoding,
    text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n",
  })
end)
if not ok then finish({ failure = tostring(failure) }) end
